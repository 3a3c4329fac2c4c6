// The scenarios of the host's broker over the core as it stands: each holds.
#include "model/qpair/broker/scenarios.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/qpair/broker/transitions.h"
#include "sim/state/states.h"
#include "sim/state/story.h"
#include "sim/state/symmetry.h"

namespace vmcheck::device::broker {
namespace {

constexpr std::uint64_t kSmall = 300'000;  // states of scenarios that are explored twice

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const state::Scenario& scenario : scenarios(host_cores::sound_host)) {
    all.push_back(scenario.name);
  }
  return all;
}

void expect_holds(const state::Scenario& scenario, const state::Result& result) {
  EXPECT_EQ(result.verdict, explore::Verdict::holds)
      << scenario.name << '\n'
      << (result.violation ? state::story(*result.violation) : state::summary(result));
}

class BrokerScenario : public testing::TestWithParam<std::string> {
 protected:
  static state::Scenario scenario() {
    const std::vector<state::Scenario> all = scenarios(host_cores::sound_host);
    return *std::find_if(all.begin(), all.end(), [](const state::Scenario& candidate) {
      return candidate.name == GetParam();
    });
  }
};

// Small ones also where no states are left out.
TEST_P(BrokerScenario, Holds) {
  const state::Result result = state::explore_states(*scenario().model, {.workers = 2});
  expect_holds(scenario(), result);
  RecordProperty("states", state::summary(result));
  if (result.states > kSmall) return;
  const state::Result full =
      state::explore_states(*scenario().model, {.workers = 2, .symmetry = false});
  expect_holds(scenario(), full);
  RecordProperty("states without symmetry", state::summary(full));
  EXPECT_GE(full.states, result.states);
}

TEST_P(BrokerScenario, IsAsSymmetricAsItSays) {
  EXPECT_EQ(state::find_asymmetry(*scenario().model, 20'000), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(All, BrokerScenario, testing::ValuesIn(names()), [](const auto& test) {
  std::string name = test.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
});

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
