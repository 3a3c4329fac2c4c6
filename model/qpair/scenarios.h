// The queue-pair scenarios, for a given variant of the core.
#pragma once

#include <vector>

#include "model/qpair/simulated_core.h"
#include "sim/run/scenario.h"

namespace vmcheck::qpair {

// Every scenario, in the order in which they are listed and run. `core` must outlive them.
std::vector<run::Scenario> scenarios(const simulated::Core& core);

}  // namespace vmcheck::qpair
