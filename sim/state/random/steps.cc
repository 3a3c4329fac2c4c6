#include "sim/state/random/steps.h"

namespace vmcheck::state::random {

using run::ChoiceKind;

std::optional<std::uint32_t> process_of(const run::Path& step) {
  if (step.empty() || step.front().kind != ChoiceKind::schedule) return std::nullopt;
  return step.front().taken;
}

std::uint64_t faults_in(const run::Path& step) {
  std::uint64_t faults = 0;
  for (const run::Choice& choice : step) {
    if (choice.kind == ChoiceKind::fault && choice.taken != 0) ++faults;
  }
  return faults;
}

Cost cost_of(const std::vector<run::Path>& steps) {
  Cost cost;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const run::Path& step = steps[i];
    cost.faults += faults_in(step);
    if (i > 0) ++cost.steps;
    if (i > 1 && process_of(step) != process_of(steps[i - 1])) ++cost.switches;
    const bool has_process = i > 0 && process_of(step).has_value();
    for (std::size_t j = has_process ? 1 : 0; j < step.size(); ++j) cost.values += step[j].taken;
  }
  return cost;
}

}  // namespace vmcheck::state::random
