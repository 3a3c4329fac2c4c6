// Every transition of the table is made: by the machines of a scenario, or, if no machines do that,
// by a connection alone, to which anything happens at any time.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/vsock_fsm/cores.h"
#include "model/vsock_fsm/table/representatives.h"
#include "model/vsock_fsm/table/specification.h"
#include "sim/state/states.h"

namespace vmcheck::vsock::table {
namespace {

constexpr std::size_t kMost = 1000;

// How often the machines of all scenarios make each transition.
std::array<std::atomic<std::uint64_t>, kMost> made_by_machines{};

// The sound core's step, which is counted.
int counted_step(const vmci_connection* connection, const vmci_connection_event* event,
                 vmci_connection_outcome* outcome) {
  for (const std::size_t i : find_transitions(*connection, *event)) {
    made_by_machines[i].fetch_add(1, std::memory_order_relaxed);
  }
  return cores::sound_core.connections->step(connection, event, outcome);
}

// What machines do not do. The step does what is specified all the same.
struct Excuse {
  std::vector<unsigned char> states;  // none: in any
  std::vector<Input> inputs;
  const char* reason;
};

const std::vector<Excuse>& excuses() {
  constexpr unsigned char kPacket = VMCI_ON_PACKET;
  std::vector<Input> packets;
  for (unsigned char type = 0; type <= kUnknownType; ++type) packets.push_back({kPacket, type});
  static const std::vector<Excuse> all{
      {{}, {{VMCI_ON_TAKE_ERROR}}, "errors are taken by who waited in connect()"},
      {{},
       {{VMCI_ON_CONTEXT_CHANGED}, {VMCI_ON_RESUMED}},
       "hosts do not move, a machine moves once, and its sockets are bound to its context"},
      {{VMCI_CONNECTION_LISTEN},
       {{VMCI_ON_LISTEN}, {VMCI_ON_PAIR}, {VMCI_ON_CHILD_READY}},
       "a listener listens once, and never was a client; its children end before it"},
      {{VMCI_CONNECTION_SYN_SENT},
       {{VMCI_ON_PEER_DETACHED}},
       "nobody attaches to a pair before it is offered"},
      {{VMCI_CONNECTION_SYN_RECEIVED}, {{VMCI_ON_PAIR}}, "a child asks for one pair"},
      {{VMCI_CONNECTION_LISTEN, VMCI_CONNECTION_SYN_RECEIVED, VMCI_CONNECTION_ESTABLISHED},
       packets,
       "machines find a socket by the packet's full address"},
      {{VMCI_CONNECTION_CLOSING},
       {{VMCI_ON_TRANSPORT_GONE}, {VMCI_ON_SEND_FAILED}},
       "who is reset is closed soon"},
  };
  return all;
}

bool is_excused(const Transition& transition) {
  return std::any_of(excuses().begin(), excuses().end(), [&](const Excuse& excuse) {
    const auto& states = excuse.states;
    const auto& inputs = excuse.inputs;
    return (states.empty() ||
            std::find(states.begin(), states.end(), transition.from) != states.end()) &&
           std::find(inputs.begin(), inputs.end(), transition.inputs.front()) != inputs.end();
  });
}

TEST(Scenarios, MakeEveryTransition) {
  ASSERT_LE(specification().size(), kMost);
  Connections counted = *cores::sound_core.connections;
  counted.step = counted_step;
  const Core core{"counted", &counted, cores::sound_core.notifications,
                  cores::sound_core.transports};
  for (const state::Scenario& scenario : core.scenarios()) {
    const state::Result result = state::explore_states(*scenario.model, {.workers = 2});
    EXPECT_EQ(result.verdict, explore::Verdict::holds) << scenario.name;
  }
  std::size_t made = 0;
  for (std::size_t i = 0; i < specification().size(); ++i) {
    const Transition& transition = specification()[i];
    if (!transition.is_made()) continue;
    const bool by_machines = made_by_machines[i].load() != 0;
    made += by_machines ? 1 : 0;
    EXPECT_TRUE(by_machines || is_excused(transition)) << to_string(transition) << ": never made";
  }
  RecordProperty("transitions", std::to_string(made));
}

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
