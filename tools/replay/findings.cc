#include "tools/replay/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vmcheck::replay {
namespace {

std::string number_or_null(std::optional<std::uint64_t> number) {
  return number ? std::to_string(*number) : "null";
}

}  // namespace

void Findings::compare(std::string field, std::optional<std::uint64_t> recorded,
                       std::optional<std::uint64_t> core) {
  comparisons_.push_back({std::move(field), number_or_null(recorded), number_or_null(core)});
}

void Findings::compare_signed(std::string field, std::int64_t recorded, std::int64_t core) {
  comparisons_.push_back({std::move(field), std::to_string(recorded), std::to_string(core)});
}

void Findings::require(bool holds, std::string_view broken) {
  if (!holds) broken_.emplace_back(broken);
}

bool Findings::good() const {
  return broken_.empty() && std::all_of(comparisons_.begin(), comparisons_.end(),
                                        [](const Comparison& each) { return each.equal(); });
}

std::string Findings::headline() const {
  for (const Comparison& each : comparisons_) {
    if (each.equal()) continue;
    return fmt::format("field \"{}\": recorded {}, the core has {}", each.field, each.recorded,
                       each.core);
  }
  return broken_.empty() ? "" : "invariant broken: " + broken_.front();
}

std::string Findings::table() const {
  std::string text = fmt::format("  {:<16}{:>20}{:>20}\n", "", "recorded", "core");
  for (const Comparison& each : comparisons_) {
    text += fmt::format("  {:<16}{:>20}{:>20}{}\n", each.field, each.recorded, each.core,
                        each.equal() ? "" : "  <--");
  }
  for (const std::string& each : broken_) text += fmt::format("  invariant broken: {}\n", each);
  return text;
}

}  // namespace vmcheck::replay
