// The scenarios of a host's contexts over the core as it stands: each holds.
#include "model/host/scenarios.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

#include "model/scenario_tests.h"
#include "sim/state/symmetry.h"

namespace vmcheck::device::host {
namespace {

using namespace model;

constexpr std::uint64_t kSmall = 300'000;  // states of scenarios that are explored twice

class ContextScenario : public testing::TestWithParam<std::string> {
 protected:
  static state::Scenario scenario() {
    return find_scenario(scenarios(context_cores::sound_contexts), GetParam());
  }
};

// Small ones also where no states are left out.
TEST_P(ContextScenario, Holds) {
  const state::Result result = expect_holds(scenario());
  if (result.states <= kSmall) expect_holds_in_full(scenario(), result);
}

TEST_P(ContextScenario, IsAsSymmetricAsItSays) {
  EXPECT_EQ(state::find_asymmetry(*scenario().model, 20'000), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    All, ContextScenario,
    testing::ValuesIn(names_of_explored(scenarios(context_cores::sound_contexts))), test_name);

}  // namespace
}  // namespace vmcheck::device::host
