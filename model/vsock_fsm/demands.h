// What is demanded of every step of a connection.
#pragma once

#include "model/vsock_fsm/core.h"
#include "sim/state/observer.h"

namespace vmcheck::vsock {

// The names of a connection's states, and of packets' types, for people.
const char* state_name(unsigned int state);
const char* packet_name(unsigned int type);

// Of a step that `event` caused, and what came of it.
void demand_of_step(const vmci_connection& before, const vmci_connection_event& event,
                    const vmci_connection_outcome& outcome, state::Observer& observer);

}  // namespace vmcheck::vsock
