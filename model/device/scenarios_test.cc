// The device's scenarios over the core as it stands: each holds.
#include <gtest/gtest.h>

#include <optional>

#include "model/device/cores.h"
#include "sim/state/states.h"
#include "sim/state/story.h"
#include "sim/state/symmetry.h"

namespace vmcheck::device {
namespace {

TEST(DeviceScenarios, Hold) {
  for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
    const state::Result result = state::explore_states(*scenario.model, {.workers = 2});
    EXPECT_EQ(result.verdict, explore::Verdict::holds)
        << scenario.name << '\n'
        << (result.violation ? state::story(*result.violation) : state::summary(result));
    RecordProperty(scenario.name, state::summary(result));
  }
}

TEST(DeviceScenarios, AreAsSymmetricAsTheySay) {
  for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
    EXPECT_EQ(state::find_asymmetry(*scenario.model, 20'000), std::nullopt) << scenario.name;
  }
}

}  // namespace
}  // namespace vmcheck::device
