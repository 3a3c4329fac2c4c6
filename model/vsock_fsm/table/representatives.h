// Connections and events that stand for all others.
//
// Of a connection: each state with each pair and flags that go with it, either end's context, bound
// or not, each half shut down or not, with and without an error, and a listener's children from
// none to as many as fit. Of an event: each field that its kind, and the packet's type, carries at
// each value at which something can change, a step below and above it, and the largest; each
// packet from the peer, and with each part of either address altered. What is not carried is 0.
#pragma once

#include <vector>

#include "model/vsock_fsm/table/input.h"

namespace vmcheck::vsock::table {

// In a state.
std::vector<vmci_connection> connections_in(unsigned char state);

// Of one input, as they may happen to a connection.
std::vector<vmci_connection_event> events_of(const Input& input, const vmci_connection& connection);

}  // namespace vmcheck::vsock::table
