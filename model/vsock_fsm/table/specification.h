// The connection's table as it is specified: rows of data, written down from the protocol's
// description and from what connection.h promises, and not from the code.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/vsock_fsm/table/table.h"

namespace vmcheck::vsock::table {

struct Transition {
  unsigned char from;
  std::vector<Input> inputs;   // any of them
  std::vector<Literal> guard;  // all of them
  Effect effect;
  Makes makes;
  // Why it is so, where the protocol's description alone does not say it.
  const char* why = "";

  // Whether the connection changes, or anything is to be done. Else it refuses, or passes over.
  bool is_made() const;
};

// All there are. For each state, input and content exactly one fits.
const std::vector<Transition>& specification();

// "SYN_SENT on ATTACH: from the peer, pair held, names its pair".
std::string to_string(const Transition& transition);

// Which of them fit: their numbers.
std::vector<std::size_t> find_transitions(const vmci_connection& connection,
                                          const vmci_connection_event& event);

// How a core's step departs from the transitions that fit it; empty: it is the only one of them.
std::string departure(const Connections& core, const vmci_connection& connection,
                      const vmci_connection_event& event);

// Where a core departs from it: a line each, at most `most` of them. Nothing: the core makes these
// transitions over all representatives, none is missing, and none is more.
std::vector<std::string> departures(const Connections& core, std::size_t most = 20);

}  // namespace vmcheck::vsock::table
