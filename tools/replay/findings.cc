#include "tools/replay/findings.h"

#include <fmt/core.h>

namespace vmcheck::replay {
namespace {

std::string text_of(const std::optional<std::uint64_t>& number, bool is_signed) {
  if (!number) return "null";
  return is_signed ? std::to_string(static_cast<std::int64_t>(*number)) : std::to_string(*number);
}

struct Texts {
  explicit Texts(const Comparison& each)
      : field(fmt::format("{}{}", each.ring, each.field)),
        recorded(text_of(each.recorded, each.is_signed)),
        core(text_of(each.core, each.is_signed)) {}

  std::string field;
  std::string recorded;
  std::string core;
};

}  // namespace

void Findings::compare_signed(std::string_view field, std::int64_t recorded, std::int64_t core) {
  compare(field, static_cast<std::uint64_t>(recorded), static_cast<std::uint64_t>(core));
  comparisons_.back().is_signed = true;
}

void Findings::clear() {
  comparisons_.clear();
  broken_.clear();
  are_equal_ = true;
}

std::string Findings::headline() const {
  for (const Comparison& each : comparisons_) {
    if (each.equal()) continue;
    const Texts texts(each);
    return fmt::format("field \"{}\": recorded {}, the core has {}", texts.field, texts.recorded,
                       texts.core);
  }
  return broken_.empty() ? "" : fmt::format("invariant broken: {}", broken_.front());
}

std::string Findings::table() const {
  std::string text = fmt::format("  {:<16}{:>20}{:>20}\n", "", "recorded", "core");
  for (const Comparison& each : comparisons_) {
    const Texts texts(each);
    text += fmt::format("  {:<16}{:>20}{:>20}{}\n", texts.field, texts.recorded, texts.core,
                        each.equal() ? "" : "  <--");
  }
  for (const std::string_view each : broken_) text += fmt::format("  invariant broken: {}\n", each);
  return text;
}

}  // namespace vmcheck::replay
