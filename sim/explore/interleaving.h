// Explores every interleaving of a scenario's tasks under sequential consistency, depth first, by
// running it again and again. No reduction and no story: an oracle for cleverer explorers.
#pragma once

#include "sim/explore/result.h"
#include "sim/run/scenario.h"

namespace vmcheck::explore {

// Visits all runs of the scenario, but no more than `limits` has executions, until one violates a
// property.
Result explore_interleavings(const run::Scenario& scenario, const Limits& limits = {});

}  // namespace vmcheck::explore
