// The scenarios of a host's contexts over the core as it stands: each holds.
#include "model/host/scenarios.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/state/states.h"
#include "sim/state/story.h"
#include "sim/state/symmetry.h"

namespace vmcheck::device::host {
namespace {

constexpr std::uint64_t kSmall = 300'000;  // states of scenarios that are explored twice

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const state::Scenario& scenario : scenarios(context_cores::sound_contexts)) {
    all.push_back(scenario.name);
  }
  return all;
}

void expect_holds(const state::Scenario& scenario, const state::Result& result) {
  EXPECT_EQ(result.verdict, explore::Verdict::holds)
      << scenario.name << '\n'
      << (result.violation ? state::story(*result.violation) : state::summary(result));
}

class ContextScenario : public testing::TestWithParam<std::string> {
 protected:
  static state::Scenario scenario() {
    const std::vector<state::Scenario> all = scenarios(context_cores::sound_contexts);
    return *std::find_if(all.begin(), all.end(), [](const state::Scenario& candidate) {
      return candidate.name == GetParam();
    });
  }
};

// Small ones also where no states are left out.
TEST_P(ContextScenario, Holds) {
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

TEST_P(ContextScenario, IsAsSymmetricAsItSays) {
  EXPECT_EQ(state::find_asymmetry(*scenario().model, 20'000), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(All, ContextScenario, testing::ValuesIn(names()), [](const auto& test) {
  std::string name = test.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
});

}  // namespace
}  // namespace vmcheck::device::host
