// The scenarios of a host's contexts over cores with seeded faults: each is found.
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <string>

#include "model/host/scenarios.h"
#include "model/host/seeded_faults.h"
#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::device::host {
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
  RecordProperty(GetParam().core->name, state::summary(result));
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
