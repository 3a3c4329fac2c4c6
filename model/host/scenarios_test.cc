// The scenarios of a host's contexts over the core as it stands: each holds.
#include "model/host/scenarios.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::device::host {
namespace {

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const state::Scenario& scenario : scenarios(context_cores::sound_contexts)) {
    all.push_back(scenario.name);
  }
  return all;
}

class ContextScenario : public testing::TestWithParam<std::string> {};

TEST_P(ContextScenario, Holds) {
  const std::vector<state::Scenario> all = scenarios(context_cores::sound_contexts);
  const auto scenario = std::find_if(all.begin(), all.end(), [](const state::Scenario& candidate) {
    return candidate.name == GetParam();
  });
  const state::Result result = state::explore_states(*scenario->model, {.workers = 2});
  EXPECT_EQ(result.verdict, explore::Verdict::holds)
      << scenario->name << '\n'
      << (result.violation ? state::story(*result.violation) : state::summary(result));
  RecordProperty("states", state::summary(result));
}

INSTANTIATE_TEST_SUITE_P(All, ContextScenario, testing::ValuesIn(names()), [](const auto& test) {
  std::string name = test.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
});

}  // namespace
}  // namespace vmcheck::device::host
