// The scenarios of a queue pair's whole life over the cores as they stand: each holds.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "model/qpair/lifecycle/pair_scenarios.h"
#include "model/scenario_tests.h"

namespace vmcheck::device::lifecycle {
namespace {

using namespace model;

std::vector<state::Scenario> sound() {
  return pair_scenarios(cores::sound_core, host_cores::sound_host);
}

class PairScenario : public testing::TestWithParam<std::string> {};

TEST_P(PairScenario, Holds) {
  expect_holds(find_scenario(sound(), GetParam()));
}

INSTANTIATE_TEST_SUITE_P(All, PairScenario, testing::ValuesIn(names_of_explored(sound())),
                         test_name);

}  // namespace
}  // namespace vmcheck::device::lifecycle
