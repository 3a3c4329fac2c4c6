// The scenarios of the host's broker over the core as it stands: each holds.
#include "model/qpair/broker/scenarios.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "model/qpair/broker/transitions.h"
#include "model/scenario_tests.h"
#include "sim/state/symmetry.h"

namespace vmcheck::device::broker {
namespace {

using namespace model;

constexpr std::uint64_t kSmall = 300'000;  // states of scenarios that are explored twice

class BrokerScenario : public testing::TestWithParam<std::string> {
 protected:
  static state::Scenario scenario() {
    return find_scenario(scenarios(host_cores::sound_host), GetParam());
  }
};

// Small ones also where no states are left out.
TEST_P(BrokerScenario, Holds) {
  const state::Result result = expect_holds(scenario());
  if (result.states <= kSmall) expect_holds_in_full(scenario(), result);
}

TEST_P(BrokerScenario, IsAsSymmetricAsItSays) {
  EXPECT_EQ(state::find_asymmetry(*scenario().model, 20'000), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(All, BrokerScenario,
                         testing::ValuesIn(names_of_explored(scenarios(host_cores::sound_host))),
                         test_name);

// Every row of the table is one that some scenario must make.
TEST(BrokerScenarios, ReachEveryTransition) {
  std::set<std::string> reached;
  for (const state::Scenario& scenario : scenarios(host_cores::sound_host)) {
    for (const run::Property& property : scenario.model->properties())
      reached.insert(property.name);
  }
  for (const Transition& transition : transitions()) {
    EXPECT_TRUE(reached.contains(transition.reached.name)) << transition.reached.name;
  }
}

}  // namespace
}  // namespace vmcheck::device::broker
