// The scenarios of a host's contexts over cores with seeded faults: each is found.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "model/host/scenarios.h"
#include "model/host/seeded_faults.h"
#include "model/scenario_tests.h"

namespace vmcheck::device::host {
namespace {

using namespace model;

class Fault : public testing::TestWithParam<SeededFault> {};

TEST_P(Fault, BreaksItsProperty) {
  const SeededFault& fault = GetParam();
  expect_broken(find_scenario(scenarios(*fault.core), fault.scenario), fault.property);
}

INSTANTIATE_TEST_SUITE_P(All, Fault, testing::ValuesIn(seeded_faults()),
                         [](const auto& test) { return std::string(test.param.core->name); });

TEST(SeededFaults, AreFoundInEveryScenario) {
  std::set<std::string> found;
  for (const SeededFault& fault : seeded_faults()) found.insert(fault.scenario);
  std::set<std::string> all;
  for (const state::Scenario& scenario : scenarios(context_cores::sound_contexts))
    all.insert(scenario.name);
  EXPECT_EQ(all, found);
}

TEST(SeededFaults, BreakEveryPropertyOfTheirOwn) {
  std::set<std::string> broken;
  for (const SeededFault& fault : seeded_faults()) broken.insert(fault.property);
  for (const char* property :
       {"in-order", "allowed", "not-afterwards", "byte", "nothing-left", "pins", "progress",
        "told-once", "not-unsubscribed", "saved", "refused", "pinned", "accounts", "result"}) {
    EXPECT_TRUE(broken.contains(property)) << property;
  }
}

}  // namespace
}  // namespace vmcheck::device::host
