#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "model/notification/cores.h"
#include "model/notification/seeded_faults.h"
#include "sim/explore/graph_expectations.h"

namespace vmcheck::notification {
namespace {

using run::Scenario;

Scenario find_scenario(const Core& core, const std::string& name) {
  for (Scenario& scenario : core.scenarios()) {
    if (scenario.name == name) return std::move(scenario);
  }
  throw std::invalid_argument("no scenario " + name);
}

TEST(SoundCore, HoldsUnderEveryMemoryModel) {
  for (const Scenario& scenario : cores::sound_core.scenarios()) explore::expect_holds(scenario);
}

class Fault : public testing::TestWithParam<SeededFault> {};

TEST_P(Fault, ShowsUnderItsMemoryModelsAndNoOther) {
  const SeededFault& fault = GetParam();
  explore::expect_breaks(find_scenario(*fault.core, fault.scenario), fault.property, fault.models);
}

INSTANTIATE_TEST_SUITE_P(All, Fault, testing::ValuesIn(seeded_faults()),
                         [](const auto& test) { return test.param.core->name; });

TEST(SeededFaults, CoverEveryPatch) {
  std::set<std::string> patches;
  for (const auto& entry : std::filesystem::directory_iterator("model/notification/faults")) {
    patches.insert(entry.path().stem().string());
  }
  std::set<std::string> listed;
  for (const SeededFault& fault : seeded_faults()) listed.insert(fault.core->name);
  EXPECT_EQ(patches, listed);
}

// A property that no fault breaks might hold of anything, and so might a scenario.
TEST(SeededFaults, BreakEveryPropertyAndScenario) {
  std::set<std::string> claimed{run::property::kRaceFree.name};
  std::set<std::string> scenarios;
  for (const Scenario& scenario : cores::sound_core.scenarios()) {
    scenarios.insert(scenario.name);
    for (const run::Property& property : scenario.properties) {
      if (property.kind == run::PropertyKind::always) claimed.insert(property.name);
    }
  }
  std::set<std::string> broken;
  std::set<std::string> concerned;
  for (const SeededFault& fault : seeded_faults()) {
    broken.insert(fault.property);
    concerned.insert(fault.scenario);
  }
  EXPECT_EQ(claimed, broken);
  EXPECT_EQ(scenarios, concerned);
}

}  // namespace
}  // namespace vmcheck::notification
