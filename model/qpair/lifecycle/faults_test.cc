// The scenarios of queue pairs' lives over cores with seeded faults: each is found.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

#include "model/qpair/lifecycle/scenarios.h"
#include "model/qpair/lifecycle/seeded_faults.h"
#include "model/scenario_tests.h"

namespace vmcheck::device::lifecycle {
namespace {

using namespace model;

class Fault : public testing::TestWithParam<SeededFault> {};

TEST_P(Fault, BreaksItsProperty) {
  const SeededFault& fault = GetParam();
  expect_broken(find_scenario(scenarios(*fault.core), fault.scenario), fault.property);
}

INSTANTIATE_TEST_SUITE_P(All, Fault, testing::ValuesIn(seeded_faults()),
                         [](const auto& test) { return std::string(test.param.core->name); });

TEST(SeededFaults, CoverEveryPatch) {
  std::set<std::string> patches;
  for (const auto& entry : std::filesystem::directory_iterator("model/qpair/lifecycle/faults")) {
    patches.insert(entry.path().stem().string());
  }
  std::set<std::string> listed;
  for (const SeededFault& fault : seeded_faults()) listed.insert(fault.core->name);
  EXPECT_EQ(patches, listed);
}

// What the simulated machine demands of every driver is broken by faults of the device.
TEST(SeededFaults, BreakEveryPropertyOfTheirOwn) {
  std::set<std::string> broken;
  for (const SeededFault& fault : seeded_faults()) broken.insert(fault.property);
  for (const char* property : {"result", "fifo", "one-producer", "told", "not-afterwards",
                               "fresh-ids", "headers", "nothing-left", "progress"}) {
    EXPECT_TRUE(broken.contains(property)) << property;
  }
}

}  // namespace
}  // namespace vmcheck::device::lifecycle
