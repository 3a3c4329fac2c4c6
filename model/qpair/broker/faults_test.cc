// The scenarios of the host's broker over cores with seeded faults: each is found.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "model/qpair/broker/scenarios.h"
#include "model/qpair/broker/seeded_faults.h"
#include "model/scenario_tests.h"

namespace vmcheck::device::broker {
namespace {

using namespace model;

class Fault : public testing::TestWithParam<SeededFault> {};

TEST_P(Fault, BreaksItsProperty) {
  const SeededFault& fault = GetParam();
  expect_broken(find_scenario(scenarios(*fault.core), fault.scenario), fault.property);
}

INSTANTIATE_TEST_SUITE_P(All, Fault, testing::ValuesIn(seeded_faults()),
                         [](const auto& test) { return std::string(test.param.core->name); });

TEST(SeededFaults, BreakEveryPropertyOfTheirOwn) {
  std::set<std::string> broken;
  for (const SeededFault& fault : seeded_faults()) broken.insert(fault.property);
  for (const char* property :
       {"table", "claim", "memory", "accounts", "result", "events", "fifo", "awake", "fresh-ids",
        "nothing-left", "pins", "messages", "progress"}) {
    EXPECT_TRUE(broken.contains(property)) << property;
  }
}

}  // namespace
}  // namespace vmcheck::device::broker
