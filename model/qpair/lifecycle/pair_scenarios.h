// The scenarios of a queue pair's whole life, with a machine's driver and a host's broker.
#pragma once

#include <vector>

#include "model/device/cores.h"
#include "model/qpair/broker/cores.h"
#include "sim/state/scenario.h"

namespace vmcheck::device::lifecycle {

std::vector<state::Scenario> pair_scenarios(const Core& core, const HostCore& host);

}  // namespace vmcheck::device::lifecycle
