// Scenarios of a machine whose device gives what is not so.
#pragma once

#include <vector>

#include "sim/state/scenario.h"

namespace vmcheck::device {

struct Driver;

// Over a variant of the core.
std::vector<state::Scenario> hostile_scenarios(const Driver& driver);

}  // namespace vmcheck::device
