// All scenarios that are explored state by state.
#pragma once

#include <string>
#include <vector>

#include "sim/state/scenario.h"

namespace vmcheck {

// Those over the core that has a seeded fault: of the package whose fault it is, as the others have
// nothing to do with it. Of the sound core for an empty name. None: there is no such fault.
std::vector<state::Scenario> state_scenarios(const std::string& fault);

}  // namespace vmcheck
