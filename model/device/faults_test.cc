// The device's scenarios over cores with seeded faults: each is found.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>

#include "model/device/properties.h"
#include "model/device/seeded_faults.h"
#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::device {
namespace {

state::Scenario find_scenario(const Core& core, const std::string& name) {
  for (const state::Scenario& scenario : core.scenarios()) {
    if (scenario.name == name) return scenario;
  }
  throw std::invalid_argument("no scenario " + name);
}

class Fault : public testing::TestWithParam<SeededFault> {};

TEST_P(Fault, BreaksItsProperty) {
  const state::Scenario scenario = find_scenario(*GetParam().core, GetParam().scenario);
  const state::Result result = state::explore_states(*scenario.model, {.workers = 2});
  ASSERT_TRUE(result.violation.has_value()) << state::summary(result);
  EXPECT_EQ(result.violation->property.name, GetParam().property)
      << state::story(*result.violation);
  EXPECT_FALSE(result.violation->moves.empty()) << "nothing is broken, but something is vacuous";
  RecordProperty(GetParam().core->name, state::summary(result));
}

INSTANTIATE_TEST_SUITE_P(All, Fault, testing::ValuesIn(seeded_faults()),
                         [](const auto& test) { return std::string(test.param.core->name); });

TEST(SeededFaults, CoverEveryPatch) {
  std::set<std::string> patches;
  for (const auto& entry : std::filesystem::directory_iterator("model/device/faults")) {
    patches.insert(entry.path().stem().string());
  }
  std::set<std::string> listed;
  for (const SeededFault& fault : seeded_faults()) listed.insert(fault.core->name);
  EXPECT_EQ(patches, listed);
}

// A property that no fault breaks might hold of anything.
TEST(SeededFaults, BreakEveryProperty) {
  std::set<std::string> claimed{run::property::kProgress.name};
  for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
    for (const run::Property& property : scenario.model->properties()) {
      if (property.kind == run::PropertyKind::always) claimed.insert(property.name);
    }
    for (const run::Property& goal : scenario.model->goals()) claimed.insert(goal.name);
  }
  // A page that is freed too early is found when that is done, before the device writes to it.
  claimed.erase(property::kForgotten.name);
  std::set<std::string> broken;
  for (const SeededFault& fault : seeded_faults()) broken.insert(fault.property);
  EXPECT_EQ(claimed, broken);
}

}  // namespace
}  // namespace vmcheck::device
