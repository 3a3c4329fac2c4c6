// The scenarios of connections over the core as it stands: each holds.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/vsock_fsm/cores.h"
#include "sim/state/states.h"
#include "sim/state/story.h"
#include "sim/state/symmetry.h"

namespace vmcheck::vsock {
namespace {

// States.
constexpr std::uint64_t kSmall = 200'000;

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
    all.push_back(scenario.name);
  }
  return all;
}

void expect_holds(const state::Scenario& scenario, const state::Result& result) {
  EXPECT_EQ(result.verdict, explore::Verdict::holds)
      << scenario.name << '\n'
      << (result.violation ? state::story(*result.violation) : state::summary(result));
}

class ConnectionScenario : public testing::TestWithParam<std::string> {
 protected:
  static state::Scenario scenario() {
    const std::vector<state::Scenario> all = cores::sound_core.scenarios();
    return *std::find_if(all.begin(), all.end(), [](const state::Scenario& candidate) {
      return candidate.name == GetParam();
    });
  }
};

// Small ones also where no states are left out.
TEST_P(ConnectionScenario, Holds) {
  const state::Result result = state::explore_states(*scenario().model, {.workers = 2});
  expect_holds(scenario(), result);
  RecordProperty("states", state::summary(result));
  if (result.states > kSmall) return;
  const state::Result full =
      state::explore_states(*scenario().model, {.workers = 2, .symmetry = false});
  expect_holds(scenario(), full);
  EXPECT_GE(full.states, result.states);
}

TEST_P(ConnectionScenario, IsAsSymmetricAsItSays) {
  EXPECT_EQ(state::find_asymmetry(*scenario().model, 20'000), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(All, ConnectionScenario, testing::ValuesIn(names()), [](const auto& test) {
  std::string name = test.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
});

}  // namespace
}  // namespace vmcheck::vsock
