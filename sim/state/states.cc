#include "sim/state/states.h"

#include <fmt/format.h>

#include <cmath>

#include "sim/state/breadth_first.h"
#include "sim/state/depth_first.h"

namespace vmcheck::state {
namespace {

// A property that no state or step evaluated or reached, if there is one.
std::optional<Violation> find_vacuous(const Result& result) {
  for (const explore::Coverage& entry : result.coverage) {
    if (entry.count > 0) continue;
    const bool sometimes = entry.property.kind == run::PropertyKind::sometimes;
    return Violation{entry.property,
                     fmt::format("{} in {} states", sometimes ? "never reached" : "never evaluated",
                                 result.states),
                     {}};
  }
  return std::nullopt;
}

// How probable it is that two of so many random numbers of 64 bits are equal, at most.
double collision_probability(std::uint64_t states) {
  return std::ldexp(static_cast<double>(states) * static_cast<double>(states), -65);
}

}  // namespace

Result explore_states(const System& model, const Options& options) {
  Result result = options.order == Order::breadth_first ? BreadthFirst(model, options).run()
                                                        : DepthFirst(model, options).run();
  if (options.keep == Keep::fingerprints) result.missed = collision_probability(result.states);
  if (result.verdict == explore::Verdict::holds) {
    result.violation = find_vacuous(result);
    if (result.violation) result.verdict = explore::Verdict::violated;
  }
  return result;
}

}  // namespace vmcheck::state
