#include "sim/explore/interleaving.h"

#include "sim/explore/interleaver.h"
#include "sim/explore/vacuous.h"

namespace vmcheck::explore {

Result explore_interleavings(const run::Scenario& scenario, const Limits& limits) {
  run::DepthFirst chooser;
  Interleaver machine(scenario, chooser);
  Result result;
  bool more = true;
  while (more && !result.violation && result.executions < limits.executions) {
    chooser.begin();
    machine.run_once();
    ++result.executions;
    result.violation = machine.take_violation();
    more = chooser.next();
  }
  result.steps = machine.steps();
  result.coverage = machine.coverage();
  if (more && !result.violation) return result;
  if (!result.violation) result.violation = find_vacuous(result);
  result.verdict = result.violation ? Verdict::violated : Verdict::holds;
  return result;
}

}  // namespace vmcheck::explore
