// The scenarios of a queue pair's whole life over the cores as they stand: each holds.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "model/qpair/lifecycle/pair_scenarios.h"
#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::device::lifecycle {
namespace {

std::vector<state::Scenario> sound() {
  return pair_scenarios(cores::sound_core, host_cores::sound_host);
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const state::Scenario& scenario : sound()) all.push_back(scenario.name);
  return all;
}

class PairScenario : public testing::TestWithParam<std::string> {};

TEST_P(PairScenario, Holds) {
  const std::vector<state::Scenario> all = sound();
  const auto scenario = std::find_if(all.begin(), all.end(), [](const state::Scenario& candidate) {
    return candidate.name == GetParam();
  });
  const state::Result result = state::explore_states(*scenario->model, {.workers = 2});
  EXPECT_EQ(result.verdict, explore::Verdict::holds)
      << scenario->name << '\n'
      << (result.violation ? state::story(*result.violation) : state::summary(result));
  RecordProperty("states", state::summary(result));
}

INSTANTIATE_TEST_SUITE_P(All, PairScenario, testing::ValuesIn(names()), [](const auto& test) {
  std::string name = test.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
});

}  // namespace
}  // namespace vmcheck::device::lifecycle
