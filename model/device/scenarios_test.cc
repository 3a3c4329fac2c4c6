// The device's scenarios over the core as it stands: each holds.
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>

#include "model/device/cores.h"
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

// Small ones also where no states and steps are left out.
TEST(DeviceScenarios, Hold) {
  for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
    if (scenario.sampled) continue;
    const state::Result result = state::explore_states(*scenario.model, {.workers = 2});
    expect_holds(scenario, result);
    RecordProperty(scenario.name, state::summary(result));
    if (result.states > kSmall) continue;
    const state::Result full = state::explore_states(
        *scenario.model, {.workers = 2, .symmetry = false, .partial_order = false});
    expect_holds(scenario, full);
    EXPECT_GE(full.states, result.states);
  }
}

TEST(DeviceScenarios, AreAsSymmetricAsTheySay) {
  for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
    EXPECT_EQ(state::find_asymmetry(*scenario.model, 20'000), std::nullopt) << scenario.name;
  }
}

}  // namespace
}  // namespace vmcheck::device
