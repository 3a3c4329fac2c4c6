// Estimates how many executions a search will visit.
#pragma once

#include "sim/explore/result.h"
#include "sim/memory/model.h"
#include "sim/run/path.h"
#include "sim/run/scenario.h"

namespace vmcheck::explore {

// After Knuth, "Estimating the Efficiency of Backtrack Programs", 1975: the mean over random
// descents of the product of the numbers of ways at each decision. Unbiased; its spread is large.
// Blocked executions count. The same numbers each time.
Estimate estimate_executions(const run::Scenario& scenario, const memory::Model& model,
                             const run::Path& setup);

}  // namespace vmcheck::explore
