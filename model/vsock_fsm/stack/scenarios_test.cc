// The scenarios of a machine's sockets over the core as it stands: each holds.
#include "model/vsock_fsm/stack/scenarios.h"

#include <gtest/gtest.h>

#include <string>

#include "model/scenario_tests.h"

namespace vmcheck::device::sockets {
namespace {

using namespace model;

class StackScenario : public testing::TestWithParam<std::string> {};

TEST_P(StackScenario, Holds) {
  expect_holds(find_scenario(scenarios(stack_cores::sound_stack), GetParam()));
}

INSTANTIATE_TEST_SUITE_P(All, StackScenario,
                         testing::ValuesIn(names_of_explored(scenarios(stack_cores::sound_stack))),
                         test_name);

}  // namespace
}  // namespace vmcheck::device::sockets
