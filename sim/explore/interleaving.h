// Explores every interleaving of a scenario's tasks under sequential consistency, depth first, by
// running it again and again. No reduction: for small programs, and an oracle for cleverer
// explorers.
#pragma once

#include "sim/explore/result.h"
#include "sim/run/scenario.h"

namespace vmcheck::explore {

// Visits all runs of the scenario, within the limits, until one violates a property.
Result explore_interleavings(const run::Scenario& scenario, const Limits& limits = {});

// Runs the scenario once along a path, recording what happens. The result's verdict is `violated`
// or, as one run proves nothing, `incomplete`; its events are in `violation` only. Throws
// run::PathMismatch when the path is not one of this scenario's.
Result replay_interleaving(const run::Scenario& scenario, const run::Path& path);

}  // namespace vmcheck::explore
