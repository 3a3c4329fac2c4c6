// The scenarios of connections over the core as it stands: each holds, and their machines make
// every transition of the protocol's table but those that are excused.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/scenario_tests.h"
#include "model/vsock_fsm/core.h"
#include "model/vsock_fsm/cores.h"
#include "model/vsock_fsm/table/specification.h"
#include "sim/state/symmetry.h"

namespace vmcheck::vsock {
namespace {

using namespace model;

using namespace table;

constexpr std::uint64_t kSmall = 1'000'000;  // transitions of scenarios that are explored twice
constexpr std::size_t kMost = 1000;          // transitions of the table

// How often the machines of all scenarios make each transition.
std::array<std::atomic<std::uint64_t>, kMost> made_by_machines{};

// The core's step, which is counted.
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

// The core as it stands, whose steps are counted.
const Core& counted_core() {
  static const Connections counted = [] {
    Connections connections = *cores::sound_core.connections;
    connections.step = counted_step;
    return connections;
  }();
  static const Core core{"counted", &counted, cores::sound_core.notifications,
                         cores::sound_core.transports};
  return core;
}

class ConnectionScenario : public testing::TestWithParam<std::string> {
 protected:
  static state::Scenario scenario() {
    return find_scenario(cores::sound_core.scenarios(), GetParam());
  }

  // Once all have been explored, every transition has been made.
  static void TearDownTestSuite();

  static inline std::size_t explored_ = 0;
};

// Small ones also where no states are left out.
TEST_P(ConnectionScenario, Holds) {
  const state::Result result = expect_holds(find_scenario(counted_core().scenarios(), GetParam()));
  ++explored_;
  if (result.transitions <= kSmall) expect_holds_in_full(scenario(), result);
}

TEST_P(ConnectionScenario, IsAsSymmetricAsItSays) {
  EXPECT_EQ(state::find_asymmetry(*scenario().model, 20'000), std::nullopt);
}

void ConnectionScenario::TearDownTestSuite() {
  if (explored_ < names_of_explored(cores::sound_core.scenarios()).size())
    return;  // some were filtered out
  ASSERT_LE(specification().size(), kMost);
  for (std::size_t i = 0; i < specification().size(); ++i) {
    const Transition& transition = specification()[i];
    if (!transition.is_made()) continue;
    EXPECT_TRUE(made_by_machines[i].load() != 0 || is_excused(transition))
        << to_string(transition) << ": never made";
  }
}

INSTANTIATE_TEST_SUITE_P(All, ConnectionScenario,
                         testing::ValuesIn(names_of_explored(cores::sound_core.scenarios())),
                         test_name);

}  // namespace
}  // namespace vmcheck::vsock
