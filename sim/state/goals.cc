#include "sim/state/goals.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "sim/state/fair_search.h"
#include "sim/state/fairness.h"
#include "sim/state/lasso.h"
#include "sim/state/telling.h"

namespace vmcheck::state {

void decide_goals(const System& model, const Reached& reached, const Options& options,
                  Result& result) {
  const std::vector<run::Property> goals = model.goals();
  Steps steps(model, reached);
  const Result found = result;
  FairSearch search(model, steps, options, found);
  for (std::size_t goal = 0; goal < goals.size(); ++goal) {
    const FairSearch::Answer answer = search.decide(goal);
    result.bytes = std::max(result.bytes, found.bytes + search.bytes());
    result.coverage.push_back({goals[goal], answer.unmet});
    if (answer.incomplete) {
      result.verdict = explore::Verdict::incomplete;
      result.incomplete = answer.incomplete;
      return;
    }
    if (!answer.states.empty()) {
      const Lasso lasso = answer.ends
                              ? lasso_that_ends(steps, answer.states)
                              : fair_lasso(steps, FairProcesses(model.processes()), answer.states);
      result.verdict = explore::Verdict::violated;
      result.violation = tell_unmet(model, lasso.steps, lasso.cycle, goal);
      return;
    }
  }
}

}  // namespace vmcheck::state
