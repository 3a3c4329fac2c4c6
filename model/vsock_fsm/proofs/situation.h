// A connection and what happens to it, of which everything is possible at once.
#pragma once

#include <string>

#include "model/vsock_fsm/proofs/symbolic_connection.h"
#include "sim/smt/execution.h"
#include "sim/smt/number.h"

namespace vmcheck::vsock::proofs {

using symbolic_connection::vmci_connection;
using symbolic_connection::vmci_connection_event;
using symbolic_connection::vmci_connection_outcome;
using symbolic_connection::vmci_packet;

// The states, and bits of flags, by their meaning: see connection.h.
enum State : unsigned char { kClosed, kListen, kSynSent, kSynReceived, kEstablished, kClosing };
inline constexpr unsigned kStates = 6;
inline constexpr unsigned char kNoPair = 0;
inline constexpr unsigned char kAsked = 1;
inline constexpr unsigned char kHeld = 2;

// What connections are like: which of timer, subscription and pair each state has; as many children
// as a listener may have; and bounds of sizes that a socket's options can give.
smt::Bool is_possible(const vmci_connection& connection);

// Any possible connection.
vmci_connection any_connection(smt::Execution& run);

// A packet of any content from anybody, by its name in counterexamples.
vmci_packet any_packet(smt::Execution& run, const std::string& name);

// An event of a kind, of any content.
vmci_connection_event any_event(smt::Execution& run, unsigned char kind);

// Whether a packet comes from the connection's peer, to the connection.
smt::Bool is_from_peer(const vmci_connection& connection, const vmci_packet& packet);

// Whether nothing that a user or a peer can see differs.
smt::Bool is_same(const vmci_connection& a, const vmci_connection& b);

}  // namespace vmcheck::vsock::proofs
