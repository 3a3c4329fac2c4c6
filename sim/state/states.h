// Explores all states that a model can reach.
#pragma once

#include "sim/state/model.h"
#include "sim/state/result.h"

namespace vmcheck::state {

// Visits each reachable state once, within the limits, until a property is violated; then decides
// the goals, one after the other, until one is not met on some fair run. The same model and options
// give the same result, to the last count. Throws std::logic_error for a model that is not
// deterministic or says something of a property or a process that it does not have,
// std::runtime_error for a file that cannot be written, or is not one to go on with,
// std::invalid_argument for options that do not go together, and what the model's code throws.
Result explore_states(const System& model, const Options& options = {});

}  // namespace vmcheck::state
