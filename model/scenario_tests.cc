#include "model/scenario_tests.h"

#include <algorithm>
#include <stdexcept>

#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::model {
namespace {

state::Result visit(const state::Scenario& scenario, const state::Options& options) {
  const state::Result result = state::explore_states(*scenario.model, options);
  EXPECT_EQ(result.verdict, explore::Verdict::holds)
      << scenario.name << '\n'
      << (result.violation ? state::story(*result.violation) : state::summary(result));
  return result;
}

}  // namespace

std::vector<std::string> names_of_explored(const std::vector<state::Scenario>& scenarios) {
  std::vector<std::string> names;
  for (const state::Scenario& scenario : scenarios) {
    if (!scenario.sampled) names.push_back(scenario.name);
  }
  return names;
}

state::Scenario find_scenario(const std::vector<state::Scenario>& scenarios,
                              const std::string& name) {
  for (const state::Scenario& scenario : scenarios) {
    if (scenario.name == name) return scenario;
  }
  throw std::invalid_argument("no scenario " + name);
}

std::string test_name(const testing::TestParamInfo<std::string>& scenario) {
  std::string name = scenario.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
}

state::Result expect_holds(const state::Scenario& scenario) {
  state::Result result = visit(scenario, {.workers = 2});
  testing::Test::RecordProperty("states", state::summary(result));
  return result;
}

void expect_holds_in_full(const state::Scenario& scenario, const state::Result& found) {
  const state::Result full =
      visit(scenario, {.workers = 2, .symmetry = false, .partial_order = false});
  testing::Test::RecordProperty("states in full", state::summary(full));
  EXPECT_GE(full.states, found.states);
}

void expect_broken(const state::Scenario& scenario, const std::string& property) {
  const state::Result result = state::explore_states(*scenario.model, {.workers = 2});
  testing::Test::RecordProperty("states", state::summary(result));
  ASSERT_TRUE(result.violation.has_value()) << state::summary(result);
  EXPECT_EQ(result.violation->property.name, property) << state::story(*result.violation);
  EXPECT_FALSE(result.violation->moves.empty()) << "nothing is broken, but something is vacuous";
}

}  // namespace vmcheck::model
