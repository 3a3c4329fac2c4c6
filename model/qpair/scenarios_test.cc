#include "model/qpair/scenarios.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "model/qpair/seeded_faults.h"
#include "sim/explore/graphs.h"
#include "sim/explore/story.h"
#include "sim/memory/models.h"

namespace vmcheck::qpair {
namespace {

using explore::Result;
using explore::Verdict;
using memory::Model;
using run::Property;
using run::Scenario;

std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (const Scenario& scenario : scenarios(simulated::sound_core)) names.push_back(scenario.name);
  return names;
}

Scenario find_scenario(const simulated::Core& core, const std::string& name) {
  for (const Scenario& scenario : scenarios(core)) {
    if (scenario.name == name) return scenario;
  }
  throw std::invalid_argument("no scenario " + name);
}

std::string test_name(std::string name) {
  for (char& c : name) {
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

void expect_holds(const Scenario& scenario, const Result& result, const Model& model) {
  if (result.violation) ADD_FAILURE() << model.name() << ": " << explore::story(*result.violation);
  EXPECT_EQ(result.verdict, Verdict::holds) << model.name();
  fmt::print("{}, {}: {} executions, {} steps\n", scenario.name, model.name(), result.executions,
             result.steps);
}

class SoundCore : public testing::TestWithParam<std::string> {};

TEST_P(SoundCore, HoldsUnderEveryMemoryModel) {
  const Scenario scenario = find_scenario(simulated::sound_core, GetParam());
  for (const Model* model : memory::models()) {
    expect_holds(scenario, explore::explore_graphs(scenario, *model), *model);
  }
}

INSTANTIATE_TEST_SUITE_P(All, SoundCore, testing::ValuesIn(scenario_names()),
                         [](const auto& test) { return test_name(test.param); });

class Fault : public testing::TestWithParam<SeededFault> {
 protected:
  const SeededFault& fault_ = GetParam();
  const Scenario scenario_ = find_scenario(*fault_.core, fault_.scenario);

  // The property that it is listed with breaks, or a race comes first where races are forbidden.
  void expect_violation(const Result& result, const Model& model) const {
    ASSERT_TRUE(result.violation.has_value()) << model.name();
    const Property& broken = result.violation->property;
    const bool race_first = model.forbids_races() && broken == run::property::kRaceFree;
    EXPECT_TRUE(race_first || broken.name == fault_.property)
        << model.name() << ": " << explore::story(*result.violation);
    const Result again = explore::replay_graph(scenario_, model, result.violation->path);
    ASSERT_TRUE(again.violation.has_value()) << model.name();
    EXPECT_EQ(explore::story(*again.violation, 0), explore::story(*result.violation, 0));
    fmt::print("{}, {}: {} executions, {}\n", fault_.core->name, model.name(), result.executions,
               broken.name);
  }
};

TEST_P(Fault, ShowsUnderItsMemoryModelsAndNoStrongerOne) {
  bool shows = false;
  for (const Model* model : memory::models()) {  // the strongest first
    shows = shows || model->name() == fault_.strongest_model;
    const Result result = explore::explore_graphs(scenario_, *model);
    if (shows) {
      expect_violation(result, *model);
    } else {
      expect_holds(scenario_, result, *model);
    }
  }
  EXPECT_TRUE(shows) << "there is no memory model " << fault_.strongest_model;
}

INSTANTIATE_TEST_SUITE_P(All, Fault, testing::ValuesIn(seeded_faults()),
                         [](const auto& test) { return test_name(test.param.core->name); });

// Equal sizes and equal traffic hide the exchange of the two headers: why tests never saw it.
TEST(SwappedHeaders, AreHiddenByEqualTraffic) {
  for (const char* fault :
       {"swapped_consume_indexes", "swapped_consume_free_space", "swapped_produce_buf_ready"}) {
    const Result result = explore::explore_graphs(
        find_scenario(*find_core(fault), "qpair/equal-traffic"), memory::sequential_consistency());
    EXPECT_EQ(result.verdict, Verdict::holds) << fault;
  }
}

TEST(SeededFaults, CoverEveryPatch) {
  std::set<std::string> patches;
  for (const auto& entry : std::filesystem::directory_iterator("model/qpair/faults")) {
    patches.insert(entry.path().stem().string());
  }
  std::set<std::string> listed;
  for (const SeededFault& fault : seeded_faults()) listed.insert(fault.core->name);
  EXPECT_EQ(patches, listed);
}

// A property that no fault breaks might hold of anything.
TEST(SeededFaults, BreakEveryProperty) {
  std::set<std::string> claimed{run::property::kInitialised.name, run::property::kInBounds.name,
                                run::property::kRaceFree.name};
  for (const Scenario& scenario : scenarios(simulated::sound_core)) {
    for (const run::Property& property : scenario.properties) {
      if (property.kind == run::PropertyKind::always) claimed.insert(property.name);
    }
  }
  std::set<std::string> broken;
  for (const SeededFault& fault : seeded_faults()) broken.insert(fault.property);
  EXPECT_EQ(claimed, broken);
}

}  // namespace
}  // namespace vmcheck::qpair
