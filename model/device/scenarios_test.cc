// The device's scenarios over the core as it stands: each holds.
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

#include "model/device/cores.h"
#include "model/scenario_tests.h"
#include "sim/state/symmetry.h"

namespace vmcheck::device {
namespace {

using namespace model;

constexpr std::uint64_t kSmall = 500'000;  // states of scenarios that are explored twice

class DeviceScenario : public testing::TestWithParam<std::string> {
 protected:
  static state::Scenario scenario() {
    return find_scenario(cores::sound_core.scenarios(), GetParam());
  }
};

// Small ones also where no states and steps are left out.
TEST_P(DeviceScenario, Holds) {
  const state::Result result = expect_holds(scenario());
  if (result.states <= kSmall) expect_holds_in_full(scenario(), result);
}

TEST_P(DeviceScenario, IsAsSymmetricAsItSays) {
  EXPECT_EQ(state::find_asymmetry(*scenario().model, 20'000), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(All, DeviceScenario,
                         testing::ValuesIn(names_of_explored(cores::sound_core.scenarios())),
                         test_name);

}  // namespace
}  // namespace vmcheck::device
