// Explores a scenario under a memory model: each execution graph once.
#pragma once

#include "sim/explore/result.h"
#include "sim/memory/model.h"
#include "sim/run/scenario.h"

namespace vmcheck::explore {

// Visits all executions of the scenario that the model allows, within the limits, until one
// violates a property. Throws std::logic_error for a scenario that is not deterministic, and what
// its code throws.
Result explore_graphs(const run::Scenario& scenario, const memory::Model& model,
                      const Limits& limits = {});

// Runs the scenario once along a path, recording what happens. The result's verdict is `violated`
// or, as one run proves nothing, `incomplete`; its steps are in `violation` only. Throws
// run::PathMismatch when the path is not one of this scenario's under this model.
Result replay_graph(const run::Scenario& scenario, const memory::Model& model,
                    const run::Path& path);

}  // namespace vmcheck::explore
