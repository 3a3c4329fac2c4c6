// The device's scenarios over cores with seeded faults: each is found.
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>

#include "model/device/seeded_faults.h"
#include "sim/state/random/campaign.h"
#include "sim/state/random/recovery.h"
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

// Some seconds of runs at random.
const state::random::Options kRandomRuns{
    .seed = 1, .runs = 100'000, .bounds = {.steps = 32, .recovery = 1000}, .workers = 2};

// Of the fault, and in how much; nothing if it is not found.
std::optional<state::Violation> look_for(const SeededFault& fault, std::string& summary) {
  const state::Scenario scenario = find_scenario(*fault.core, fault.scenario);
  if (fault.by == SeededFault::By::all_states) {
    const state::Result result = state::explore_states(*scenario.model, {.workers = 2});
    summary = state::summary(result);
    return result.violation;
  }
  const state::random::Result result = explore_randomly(*scenario.model, kRandomRuns);
  summary = std::to_string(result.runs) + " runs";
  if (!result.failure) return std::nullopt;
  return result.failure->violation;
}

TEST_P(Fault, BreaksItsProperty) {
  std::string summary;
  const std::optional<state::Violation> violation = look_for(GetParam(), summary);
  ASSERT_TRUE(violation.has_value()) << summary;
  EXPECT_EQ(violation->property.name, GetParam().property) << state::story(*violation);
  EXPECT_FALSE(violation->moves.empty()) << "nothing is broken, but something is vacuous";
  RecordProperty(GetParam().core->name, summary);
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
  std::set<std::string> claimed{run::property::kProgress.name, state::random::kRecovery.name};
  for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
    for (const run::Property& property : scenario.model->properties()) {
      if (property.kind == run::PropertyKind::always) claimed.insert(property.name);
    }
    for (const run::Property& goal : scenario.model->goals()) claimed.insert(goal.name);
  }
  std::set<std::string> broken;
  for (const SeededFault& fault : seeded_faults()) broken.insert(fault.property);
  EXPECT_EQ(claimed, broken);
}

}  // namespace
}  // namespace vmcheck::device
