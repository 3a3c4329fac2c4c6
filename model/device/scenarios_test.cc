// The device's scenarios over the core as it stands: each holds.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/device/cores.h"
#include "sim/state/scenario.h"
#include "sim/state/states.h"
#include "sim/state/story.h"
#include "sim/state/symmetry.h"

namespace vmcheck::device {
namespace {

constexpr std::uint64_t kSmall = 500'000;  // states of scenarios that are explored twice

void expect_holds(const state::Scenario& scenario, const state::Result& result) {
  EXPECT_EQ(result.verdict, explore::Verdict::holds)
      << scenario.name << '\n'
      << (result.violation ? state::story(*result.violation) : state::summary(result));
}

std::vector<std::string> explored() {
  std::vector<std::string> names;
  for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
    if (!scenario.sampled) names.push_back(scenario.name);
  }
  return names;
}

class DeviceScenario : public testing::TestWithParam<std::string> {
 protected:
  static state::Scenario scenario() {
    const std::vector<state::Scenario> all = cores::sound_core.scenarios();
    return *std::find_if(all.begin(), all.end(), [](const state::Scenario& candidate) {
      return candidate.name == GetParam();
    });
  }
};

// Small ones also where no states and steps are left out.
TEST_P(DeviceScenario, Holds) {
  const state::Result result = state::explore_states(*scenario().model, {.workers = 2});
  expect_holds(scenario(), result);
  RecordProperty("states", state::summary(result));
  if (result.states > kSmall) return;
  const state::Result full = state::explore_states(
      *scenario().model, {.workers = 2, .symmetry = false, .partial_order = false});
  expect_holds(scenario(), full);
  EXPECT_GE(full.states, result.states);
}

TEST_P(DeviceScenario, IsAsSymmetricAsItSays) {
  EXPECT_EQ(state::find_asymmetry(*scenario().model, 20'000), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(All, DeviceScenario, testing::ValuesIn(explored()), [](const auto& test) {
  std::string name = test.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
});

}  // namespace
}  // namespace vmcheck::device
