#include "sim/explore/graph_expectations.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>

#include "sim/explore/graphs.h"
#include "sim/explore/story.h"
#include "sim/memory/models.h"

namespace vmcheck::explore {
namespace {

using memory::Model;
using run::Property;
using run::Scenario;

void expect_holds_under(const Scenario& scenario, const Model& model) {
  const Result result = explore_graphs(scenario, model);
  if (result.violation) ADD_FAILURE() << model.name() << ": " << story(*result.violation);
  EXPECT_EQ(result.verdict, Verdict::holds) << model.name();
  fmt::print("{}, {}: {} executions, {} steps\n", scenario.name, model.name(), result.executions,
             result.steps);
}

void expect_breaks_under(const Scenario& scenario, const std::string& property,
                         const Model& model) {
  const Result result = explore_graphs(scenario, model);
  ASSERT_TRUE(result.violation.has_value()) << model.name();
  const Property& broken = result.violation->property;
  const bool race_first = model.forbids_races() && broken == run::property::kRaceFree;
  EXPECT_TRUE(race_first || broken.name == property)
      << model.name() << ": " << story(*result.violation);
  const Result again = replay_graph(scenario, model, result.violation->path);
  ASSERT_TRUE(again.violation.has_value()) << model.name();
  EXPECT_EQ(story(*again.violation, 0), story(*result.violation, 0));
  fmt::print("{}, {}: {} executions, {}\n", scenario.name, model.name(), result.executions,
             broken.name);
}

}  // namespace

void expect_holds(const Scenario& scenario) {
  for (const Model* model : memory::models()) expect_holds_under(scenario, *model);
}

void expect_breaks(const Scenario& scenario, const std::string& property,
                   const std::vector<std::string>& models) {
  std::size_t broken = 0;
  for (const Model* model : memory::models()) {
    if (std::find(models.begin(), models.end(), model->name()) != models.end()) {
      expect_breaks_under(scenario, property, *model);
      ++broken;
    } else {
      expect_holds_under(scenario, *model);
    }
  }
  EXPECT_TRUE(broken > 0 && broken == models.size()) << "a name is not of a memory model";
}

std::vector<std::string> from_model(const std::string& strongest) {
  std::vector<std::string> names;
  for (const Model* model : memory::models()) {
    if (!names.empty() || model->name() == strongest) names.emplace_back(model->name());
  }
  return names;
}

}  // namespace vmcheck::explore
