// Whatever the random explorer reaches in scenarios of the device, the search of all states has
// reached.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "model/device/cores.h"
#include "sim/state/random/campaign.h"
#include "sim/state/recorded.h"
#include "sim/state/scenario.h"
#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::device {
namespace {

// Runs of each scenario, under faults and behind them.
constexpr std::uint64_t kRuns = 2000;
constexpr std::uint64_t kSteps = 64;
constexpr std::uint64_t kRecovery = 1000;

// States that they must reach at least.
constexpr std::size_t kLeast = 500;

class RandomRuns : public testing::TestWithParam<const char*> {
 protected:
  static state::Scenario scenario() {
    for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
      if (scenario.name == GetParam()) return scenario;
    }
    throw std::invalid_argument(std::string("no scenario ") + GetParam());
  }
};

TEST_P(RandomRuns, ReachNothingElse) {
  const state::Scenario scenario = RandomRuns::scenario();
  state::Recorded recorded(*scenario.model);
  const state::Result all = state::explore_states(recorded, {.workers = 2, .partial_order = false});
  ASSERT_EQ(all.verdict, explore::Verdict::holds) << state::summary(all);
  const state::Recorded::States explored = recorded.take_states();

  const state::random::Result runs = state::random::explore_randomly(
      recorded, {.seed = 1, .runs = kRuns, .bounds = {kSteps, kRecovery}, .workers = 2});
  EXPECT_FALSE(runs.failure) << state::story(runs.failure->violation);
  const state::Recorded::States reached = recorded.take_states();

  EXPECT_TRUE(std::includes(explored.begin(), explored.end(), reached.begin(), reached.end()));
  EXPECT_EQ(explored.size(), all.states);
  EXPECT_GT(reached.size(), kLeast) << "they reach hardly anything";
  RecordProperty(scenario.name,
                 std::to_string(reached.size()) + " of " + std::to_string(explored.size()));
}

// Messages are numbered modulo 256, and in long runs a copy may wait for more others than that.
TEST(LongRuns, HoldAndRecover) {
  int tried = 0;
  for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
    if (!scenario.sampled) continue;
    ++tried;
    const state::random::Result runs = state::random::explore_randomly(
        *scenario.model, {.seed = 1, .runs = 400, .bounds = {10'000, kRecovery}, .workers = 2});
    EXPECT_FALSE(runs.failure) << scenario.name << '\n' << state::story(runs.failure->violation);
  }
  EXPECT_EQ(tried, 2);
}

// Small ones.
INSTANTIATE_TEST_SUITE_P(All, RandomRuns,
                         testing::Values("device/no-notifications", "device/hostile-datagrams",
                                         "device/delayed-datagrams"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace_if(
                               name.begin(), name.end(),
                               [](char c) { return c == '/' || c == '-'; }, '_');
                           return name;
                         });

}  // namespace
}  // namespace vmcheck::device
