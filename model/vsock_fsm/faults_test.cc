// The scenarios of connections over cores with seeded faults: each is found.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <set>
#include <string>

#include "model/scenario_tests.h"
#include "model/vsock_fsm/seeded_faults.h"

namespace vmcheck::vsock {
namespace {

using namespace model;

class Fault : public testing::TestWithParam<SeededFault> {};

TEST_P(Fault, BreaksItsProperty) {
  const SeededFault& fault = GetParam();
  expect_broken(find_scenario(fault.core->scenarios(), fault.scenario), fault.property);
}

INSTANTIATE_TEST_SUITE_P(All, Fault, testing::ValuesIn(seeded_faults()),
                         [](const auto& test) { return std::string(test.param.core->name); });

// Where no fault of the list is found, one that another scenario is listed for.
struct Twin {
  const char* scenario;
  const char* fault;
  const char* property;
};

constexpr std::array<Twin, 9> kMoreTwins{{
    {"vsock/connect-newest-first", "late_pair_left_behind", "nothing-leaks"},
    {"vsock/both-ways", "waiter_not_told", "woken"},
    {"vsock/older-server", "answer_of_the_older_kind", "one-pair"},
    {"vsock/loopback", "waiter_not_told", "woken"},
    {"vsock/kill", "early_end_lost", "end-told"},
    {"vsock/kill-of-the-server", "timeout_forgotten", "progress"},
    {"vsock/strange-server-beside", "port_taken_for_the_peer", "only-the-peer"},
    {"vsock/blocked-smallest", "writer_not_woken", "writer-woken"},
    {"vsock/blocked-half-closed-older", "halves_exchanged", "reader-woken"},
}};

TEST(MoreTwins, BreakTheirProperty) {
  for (const Twin& twin : kMoreTwins) {
    SCOPED_TRACE(twin.scenario);
    const Core* core = find_core(twin.fault);
    ASSERT_NE(core, nullptr);
    expect_broken(find_scenario(core->scenarios(), twin.scenario), twin.property);
  }
}

TEST(SeededFaults, AreFoundInEveryScenario) {
  std::set<std::string> found;
  for (const SeededFault& fault : seeded_faults()) found.insert(fault.scenario);
  for (const Twin& twin : kMoreTwins) found.insert(twin.scenario);
  std::set<std::string> scenarios;
  for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
    scenarios.insert(scenario.name);
  }
  EXPECT_EQ(scenarios, found);
}

TEST(SeededFaults, CoverEveryPatch) {
  std::set<std::string> patches;
  for (const auto& entry : std::filesystem::directory_iterator("model/vsock_fsm/faults")) {
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
  std::set<std::string> broken;
  for (const SeededFault& fault : seeded_faults()) broken.insert(fault.property);
  EXPECT_EQ(claimed, broken);
}

}  // namespace
}  // namespace vmcheck::vsock
