// The rows of the specification, a file for each role that a connection has.
#pragma once

#include <initializer_list>
#include <vector>

#include "model/vsock_fsm/table/specification.h"

namespace vmcheck::vsock::table {

std::vector<Transition> of_close();      // closed_rows.cc
std::vector<Transition> of_listener();   // listener_rows.cc
std::vector<Transition> of_client();     // client_rows.cc
std::vector<Transition> of_child();      // child_rows.cc
std::vector<Transition> of_connected();  // connected_rows.cc

// What the rows are written in.
inline constexpr unsigned int kWakeBoth = VMCI_CONNECTION_WAKE_READER | VMCI_CONNECTION_WAKE_WRITER;

std::vector<Input> on(std::initializer_list<vmci_connection_event_kind> kinds);
std::vector<Input> on_packets(std::initializer_list<unsigned int> types);
std::vector<Input> on_children(std::initializer_list<unsigned int> types);

// Of the types that are known, all but these.
std::vector<Input> on_packets_but(std::initializer_list<unsigned int> types);

// All of any type.
std::vector<Input> on_any_child();

Makes operator+(Makes a, const Makes& b);

// A call that is refused, or an answer that has nothing to do.
Transition refusal(unsigned char from, std::vector<Input> inputs, std::vector<Literal> guard,
                   Term error);
Transition nothing(unsigned char from, std::vector<Input> inputs, std::vector<Literal> guard = {});

// What the connection had of its attempt is given back and forgotten; or all that it had.
Makes attempt_over(Term frees = Term::all);
Makes all_over();
// The same of its pair alone.
Makes pair_over();

// What is the same in every state but CLOSE, in which a packet that nobody knows is answered as any
// other.
std::vector<Transition> of_any_state(unsigned char from);

}  // namespace vmcheck::vsock::table
