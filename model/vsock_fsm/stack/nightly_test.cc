// The scenarios of sockets that take minutes: each holds over the core as it stands, and is broken
// by a fault that needs it.
#include <gtest/gtest.h>

#include <string>

#include "model/scenario_tests.h"
#include "model/vsock_fsm/stack/scenarios.h"

namespace vmcheck::device {
namespace stack_cores {

extern const StackCore half_taken_for_the_end;

}  // namespace stack_cores

namespace sockets {
namespace {

using namespace model;

class NightlyScenario : public testing::TestWithParam<std::string> {};

TEST_P(NightlyScenario, Holds) {
  expect_holds(find_scenario(nightly_scenarios(stack_cores::sound_stack), GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    All, NightlyScenario,
    testing::ValuesIn(names_of_explored(nightly_scenarios(stack_cores::sound_stack))), test_name);

TEST(NightlyFault, HalfTakenForTheEnd) {
  const StackCore& core = stack_cores::half_taken_for_the_end;
  expect_broken(find_scenario(nightly_scenarios(core), "stack/core-halves"), "result");
}

}  // namespace
}  // namespace sockets
}  // namespace vmcheck::device
