// The scenarios of a host's contexts.
#pragma once

#include <vector>

#include "model/host/cores.h"
#include "sim/state/scenario.h"

namespace vmcheck::device::host {

std::vector<state::Scenario> scenarios(const ContextCore& core);

}  // namespace vmcheck::device::host
