// The scenarios of a machine's sockets over cores with seeded faults: each is found.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>

#include "model/vsock_fsm/stack/scenarios.h"
#include "model/vsock_fsm/stack/seeded_faults.h"
#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::device::sockets {
namespace {

state::Scenario find_scenario(const SeededFault& fault) {
  for (const state::Scenario& scenario : scenarios(*fault.core)) {
    if (scenario.name == fault.scenario) return scenario;
  }
  throw std::invalid_argument("no scenario " + fault.scenario);
}

class Fault : public testing::TestWithParam<SeededFault> {};

TEST_P(Fault, BreaksItsProperty) {
  const state::Result result =
      state::explore_states(*find_scenario(GetParam()).model, {.workers = 2});
  ASSERT_TRUE(result.violation.has_value()) << state::summary(result);
  EXPECT_EQ(result.violation->property.name, GetParam().property)
      << state::story(*result.violation);
  EXPECT_FALSE(result.violation->moves.empty()) << "nothing is broken, but something is vacuous";
  RecordProperty(GetParam().name, state::summary(result));
}

INSTANTIATE_TEST_SUITE_P(All, Fault, testing::ValuesIn(seeded_faults()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(SeededFaults, CoverEveryPatch) {
  std::set<std::string> patches;
  for (const auto& entry : std::filesystem::directory_iterator("model/vsock_fsm/stack/faults")) {
    patches.insert(entry.path().stem().string());
  }
  std::set<std::string> listed;
  for (const SeededFault& fault : seeded_faults()) listed.insert(fault.name);
  EXPECT_EQ(patches, listed);
}

TEST(SeededFaults, BreakEveryPropertyOfTheirOwn) {
  std::set<std::string> broken;
  for (const SeededFault& fault : seeded_faults()) broken.insert(fault.property);
  for (const char* property : {"result", "fifo", "whole", "woken", "in-time", "backlog",
                               "nothing-left", "progress", "one-action", "locks", "parted"}) {
    EXPECT_TRUE(broken.contains(property)) << property;
  }
}

}  // namespace
}  // namespace vmcheck::device::sockets
