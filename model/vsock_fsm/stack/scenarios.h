// The scenarios of a machine's sockets, over any variant of the core.
#pragma once

#include <vector>

#include "sim/state/scenario.h"

namespace vmcheck::device {

struct StackCore;

namespace stack_cores {

// The core as it stands.
extern const StackCore sound_stack;

}  // namespace stack_cores

namespace sockets {

std::vector<state::Scenario> scenarios(const StackCore& core);

// Those that take minutes: for nightly tests.
std::vector<state::Scenario> nightly_scenarios(const StackCore& core);

}  // namespace sockets
}  // namespace vmcheck::device
