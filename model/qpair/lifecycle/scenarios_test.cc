// The scenarios of queue pairs' lives over the core as it stands: each holds.
#include "model/qpair/lifecycle/scenarios.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

#include "model/scenario_tests.h"
#include "sim/state/symmetry.h"

namespace vmcheck::device::lifecycle {
namespace {

using namespace model;

constexpr std::uint64_t kSmall = 300'000;  // states of scenarios that are explored twice

class LifecycleScenario : public testing::TestWithParam<std::string> {
 protected:
  static state::Scenario scenario() {
    return find_scenario(scenarios(cores::sound_core), GetParam());
  }
};

// Small ones also where no states are left out.
TEST_P(LifecycleScenario, Holds) {
  const state::Result result = expect_holds(scenario());
  if (result.states <= kSmall) expect_holds_in_full(scenario(), result);
}

TEST_P(LifecycleScenario, IsAsSymmetricAsItSays) {
  EXPECT_EQ(state::find_asymmetry(*scenario().model, 20'000), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(All, LifecycleScenario,
                         testing::ValuesIn(names_of_explored(scenarios(cores::sound_core))),
                         test_name);

}  // namespace
}  // namespace vmcheck::device::lifecycle
