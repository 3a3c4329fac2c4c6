// Every transition of the table is made by a connection alone, to which anything happens at any
// time. (Which of them the machines of scenarios make: ../scenarios_test.cc.)
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/vsock_fsm/cores.h"
#include "model/vsock_fsm/table/representatives.h"
#include "model/vsock_fsm/table/specification.h"

namespace vmcheck::vsock::table {
namespace {

// Of a connection's events one for each transition that they make, by each of its contexts.
std::vector<vmci_connection_event> one_of_each(const vmci_connection& connection) {
  std::vector<vmci_connection_event> events;
  std::set<std::pair<std::vector<std::size_t>, vmci_u32>> seen;
  for (const Input& input : all_inputs()) {
    for (const vmci_connection_event& event : events_of(input, connection)) {
      const auto kind = std::pair(find_transitions(connection, event), event.packet.dst_context);
      if (seen.insert(kind).second) events.push_back(event);
    }
  }
  return events;
}

// All that tells one connection from another.
using Key = std::array<std::uint64_t, kFields + 3>;

Key key_of(const vmci_connection& connection) {
  vmci_connection_outcome outcome{};
  outcome.connection = connection;
  const Numbers numbers = made(connection, 0, outcome);
  Key key{};
  std::copy(numbers.begin(), numbers.end(), key.begin());
  key[kFields] = connection.state;
  key[kFields + 1] = connection.protocols;
  key[kFields + 2] = connection.local_port;
  return key;
}

TEST(AConnectionAlone, MakesEveryTransition) {
  const Connections& core = *cores::sound_core.connections;
  std::set<Key> known;
  std::deque<vmci_connection> waiting;
  std::set<std::size_t> made;
  const auto meet = [&](const vmci_connection& connection) {
    if (known.insert(key_of(connection)).second) waiting.push_back(connection);
  };
  for (const vmci_connection& connection : connections_in(VMCI_CONNECTION_CLOSE)) {
    if (connection.flags == 0 && connection.error == 0) meet(connection);
  }
  while (!waiting.empty()) {
    const vmci_connection connection = waiting.front();
    waiting.pop_front();
    for (const vmci_connection_event& event : one_of_each(connection)) {
      ASSERT_EQ(departure(core, connection, event), "");
      for (const std::size_t i : find_transitions(connection, event)) made.insert(i);
      vmci_connection_outcome outcome{};
      core.step(&connection, &event, &outcome);
      meet(outcome.connection);
    }
  }
  for (std::size_t i = 0; i < specification().size(); ++i) {
    EXPECT_TRUE(made.contains(i)) << to_string(specification()[i]) << ": never made";
  }
  RecordProperty("connections", std::to_string(known.size()));
}

}  // namespace
}  // namespace vmcheck::vsock::table
