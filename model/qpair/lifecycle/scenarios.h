// The scenarios of queue pairs' lives, over a variant of the core.
#pragma once

#include <vector>

#include "model/device/cores.h"
#include "sim/state/scenario.h"

namespace vmcheck::device::lifecycle {

std::vector<state::Scenario> scenarios(const Core& core);

}  // namespace vmcheck::device::lifecycle
