// The scenarios of the host's broker over the core as it stands: each holds.
#include "model/qpair/broker/scenarios.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "model/qpair/broker/transitions.h"
#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::device::broker {
namespace {

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const state::Scenario& scenario : scenarios(host_cores::sound_host)) {
    all.push_back(scenario.name);
  }
  return all;
}

class BrokerScenario : public testing::TestWithParam<std::string> {};

TEST_P(BrokerScenario, Holds) {
  const std::vector<state::Scenario> all = scenarios(host_cores::sound_host);
  const auto scenario = std::find_if(all.begin(), all.end(), [](const state::Scenario& candidate) {
    return candidate.name == GetParam();
  });
  const state::Result result = state::explore_states(*scenario->model, {.workers = 2});
  EXPECT_EQ(result.verdict, explore::Verdict::holds)
      << scenario->name << '\n'
      << (result.violation ? state::story(*result.violation) : state::summary(result));
  RecordProperty("states", state::summary(result));
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
