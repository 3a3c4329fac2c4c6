// The scenarios of connections over the core as it stands: each holds.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "model/vsock_fsm/cores.h"
#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::vsock {
namespace {

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
    all.push_back(scenario.name);
  }
  return all;
}

class ConnectionScenario : public testing::TestWithParam<std::string> {};

TEST_P(ConnectionScenario, Holds) {
  const std::vector<state::Scenario> all = cores::sound_core.scenarios();
  const auto scenario = std::find_if(all.begin(), all.end(), [](const state::Scenario& candidate) {
    return candidate.name == GetParam();
  });
  const state::Result result = state::explore_states(*scenario->model, {.workers = 2});
  EXPECT_EQ(result.verdict, explore::Verdict::holds)
      << scenario->name << '\n'
      << (result.violation ? state::story(*result.violation) : state::summary(result));
  RecordProperty("states", state::summary(result));
}

INSTANTIATE_TEST_SUITE_P(All, ConnectionScenario, testing::ValuesIn(names()), [](const auto& test) {
  std::string name = test.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
});

}  // namespace
}  // namespace vmcheck::vsock
