#include "sim/state/states.h"

#include <fmt/format.h>
#include <malloc.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "sim/state/breadth_first.h"
#include "sim/state/depth_first.h"
#include "sim/state/goals.h"
#include "sim/state/quotient.h"
#include "sim/state/telling.h"

namespace vmcheck::state {
namespace {

// What holds does not, if there is a property that no state or step evaluated or reached.
void reject_vacuous(Result& result) {
  if (result.verdict != explore::Verdict::holds) return;
  for (const explore::Coverage& entry : result.coverage) {
    if (entry.count > 0) continue;
    const bool sometimes = entry.property.kind == run::PropertyKind::sometimes;
    result.verdict = explore::Verdict::violated;
    result.violation =
        Violation{entry.property,
                  fmt::format("{} in {} states", sometimes ? "never reached" : "never evaluated",
                              result.states),
                  {},
                  {}};
    return;
  }
}

// How probable it is that two of so many random numbers of 64 bits are equal, at most.
double collision_probability(std::uint64_t states) {
  return std::ldexp(static_cast<double>(states) * static_cast<double>(states), -65);
}

// Goes on with what a search found.
template <typename Search>
void conclude(const System& model, const Options& options, const Search& search, Result& result) {
  reject_vacuous(result);
  if (result.verdict != explore::Verdict::holds || model.goals().empty()) return;
  if (options.keep == Keep::fingerprints) {
    result.verdict = explore::Verdict::incomplete;
    result.incomplete = Incomplete::fingerprints;
  } else {
    decide_goals(model, search.reached(), options, result);
    reject_vacuous(result);
  }
}

// What a level gives back, the next one asks for: by way of the system, it would be cleared each
// time.
void keep_what_is_freed() {
  constexpr int kMostKept = 1 << 28;  // bytes
  mallopt(M_TRIM_THRESHOLD, kMostKept);
}

Result explore_breadth_first(const System& model, const Options& options) {
  keep_what_is_freed();
  BreadthFirst search(model, options);
  Result result = search.run();
  conclude(model, options, search, result);
  const bool can_go_on =
      result.incomplete == Incomplete::stopped || result.incomplete == Incomplete::states_bound;
  if (can_go_on && !options.save.empty()) search.save();
  return result;
}

Result explore_depth_first(const System& model, const Options& options) {
  if (!options.save.empty() || !options.resume.empty()) {
    throw std::invalid_argument("only a breadth-first search is saved and resumed");
  }
  DepthFirst search(model, options);
  Result result = search.run();
  conclude(model, options, search, result);
  return result;
}

Result explore(const System& model, const Options& options) {
  return options.order == Order::breadth_first ? explore_breadth_first(model, options)
                                               : explore_depth_first(model, options);
}

Result explore_up_to_symmetry(const System& model, const Options& options) {
  const Quotient quotient(model);
  Result result = explore(quotient, options);
  if (!result.violation || result.violation->moves.empty()) return result;
  std::vector<run::Path> steps;
  for (const Move& move : result.violation->moves) steps.push_back(move.choices);
  result.violation = tell(model, quotient.steps_of_model(steps));
  return result;
}

}  // namespace

Result explore_states(const System& model, const Options& options) {
  const bool symmetry = options.symmetry && model.goals().empty();
  Result result = symmetry ? explore_up_to_symmetry(model, options) : explore(model, options);
  if (options.keep == Keep::fingerprints) result.missed = collision_probability(result.states);
  return result;
}

}  // namespace vmcheck::state
