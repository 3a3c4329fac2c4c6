// The device's scenarios over cores with seeded faults: each is found.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <ostream>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/device/seeded_faults.h"
#include "sim/state/random/campaign.h"
#include "sim/state/random/recovery.h"
#include "sim/state/scenario.h"
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

// Where no fault of the list is found, one that another scenario is listed for.
struct Twin {
  const char* scenario;
  const char* fault;
  const char* property;

  friend void PrintTo(const Twin& twin, std::ostream* out) { *out << twin.scenario; }
};

const std::vector<Twin>& more_twins() {
  static const std::vector<Twin> twins{
      {"device/doorbells-refused", "destroyed_by_both", "nothing-left"},
      {"device/no-notifications", "removed_before_the_work_is_done", "given-back"},
      {"device/hostile-probe", "registers_kept_by_a_failed_probe", "given-back"},
      {"device/hostile-doorbells", "reference_given_back_before_the_call", "not-afterwards"},
      {"device/lies-among-messages-in-memory", "given_up_after_a_length", "delivered"},
      {"device/hostile-causes", "reference_given_back_before_the_call", "not-afterwards"},
      {"device/newest-first", "delayed_and_delivered", "once"},
      {"device/meddled-datagrams", "newest_datagram_first", "in-order"},
      {"device/forgetful-device", "byte_cleared_behind_the_calls", "delivered"},
      {"device/half-a-datagram", "unsubscribed_at_once", "not-afterwards"},
      {"device/nested", "context_update_ignored", "own-id"},
      {"device/two-machines", "delayed_too_few", "delivered"},
      {"device/two-machines-ring", "acknowledged_behind_the_work", "delivered"},
      {"device/everything", "newest_datagram_first", "in-order"},
      {"device/hostile-everything", "registers_kept_by_a_failed_probe", "given-back"},
  };
  return twins;
}

class MoreTwins : public testing::TestWithParam<Twin> {};

TEST_P(MoreTwins, BreakTheirProperty) {
  const Core* core = find_core(GetParam().fault);
  ASSERT_NE(core, nullptr);
  const auto by = find_scenario(*core, GetParam().scenario).sampled ? SeededFault::By::random_runs
                                                                    : SeededFault::By::all_states;
  std::string summary;
  const std::optional<state::Violation> violation =
      look_for({core, GetParam().scenario, GetParam().property, "", by}, summary);
  ASSERT_TRUE(violation.has_value()) << summary;
  EXPECT_EQ(violation->property.name, GetParam().property) << state::story(*violation);
}

INSTANTIATE_TEST_SUITE_P(All, MoreTwins, testing::ValuesIn(more_twins()), [](const auto& test) {
  std::string name = test.param.scenario;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
});

TEST(SeededFaults, AreFoundInEveryScenario) {
  std::set<std::string> found;
  for (const SeededFault& fault : seeded_faults()) found.insert(fault.scenario);
  for (const Twin& twin : more_twins()) found.insert(twin.scenario);
  std::set<std::string> scenarios;
  for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
    scenarios.insert(scenario.name);
  }
  EXPECT_EQ(scenarios, found);
}

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
