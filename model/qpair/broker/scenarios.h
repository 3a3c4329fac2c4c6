// The scenarios of the host's broker of queue pairs.
#pragma once

#include <vector>

#include "model/qpair/broker/cores.h"
#include "sim/state/scenario.h"

namespace vmcheck::device::broker {

std::vector<state::Scenario> scenarios(const HostCore& core);

}  // namespace vmcheck::device::broker
