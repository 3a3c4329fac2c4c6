// What is demanded of every state of the machines.
#pragma once

#include "model/vsock_fsm/bounds.h"
#include "model/vsock_fsm/network.h"
#include "sim/state/observer.h"

namespace vmcheck::vsock {

void check_invariants(const Network& network, const Bounds& bounds, state::Observer& observer);

}  // namespace vmcheck::vsock
