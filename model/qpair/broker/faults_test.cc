// The scenarios of the host's broker over cores with seeded faults: each is found.
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <string>

#include "model/qpair/broker/scenarios.h"
#include "model/qpair/broker/seeded_faults.h"
#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::device::broker {
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
