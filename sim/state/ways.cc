#include "sim/state/ways.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace vmcheck::state {
namespace {

constexpr std::uint32_t kUnseen = Steps::kBefore - 1;

}  // namespace

Ways::Ways(Steps& steps) : steps_(steps), parents_(steps.reached().size(), kUnseen) {}

std::vector<Ways::Step> Ways::find(std::uint32_t from, const Test& allowed, const Test& arrives) {
  for (const std::uint32_t state : seen_) {
    if (state != Steps::kBefore) parents_[state] = kUnseen;
  }
  seen_.assign(1, from);
  std::optional<Step> last;
  std::size_t next = 0;
  for (; next < seen_.size(); ++next) {
    steps_.for_each(seen_[next], [&](const Steps::Step& step, const run::Path& choices) {
      if (!allowed(step)) return true;
      if (arrives(step)) {
        last = Step{choices, step.to, step.makers};
        return false;
      }
      if (parents_[step.to] == kUnseen && step.to != from) {
        parents_[step.to] = seen_[next];
        seen_.push_back(step.to);
      }
      return true;
    });
    if (last) break;
  }
  if (!last) return {};
  std::vector<Step> way{std::move(*last)};
  for (std::uint32_t at = seen_[next]; at != from; at = parents_[at]) {
    way.push_back(first_step(parents_[at], at, allowed));
  }
  std::reverse(way.begin(), way.end());
  return way;
}

// The first of the steps from one state to another.
Ways::Step Ways::first_step(std::uint32_t from, std::uint32_t to, const Test& allowed) {
  Step found;
  steps_.for_each(from, [&](const Steps::Step& step, const run::Path& choices) {
    if (step.to != to || !allowed(step)) return true;
    found = {choices, step.to, step.makers};
    return false;
  });
  return found;
}

}  // namespace vmcheck::state
