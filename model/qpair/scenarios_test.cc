#include "model/qpair/scenarios.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "model/qpair/seeded_faults.h"
#include "sim/explore/graph_expectations.h"
#include "sim/explore/graphs.h"
#include "sim/memory/models.h"

namespace vmcheck::qpair {
namespace {

using explore::Result;
using explore::Verdict;
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

class SoundCore : public testing::TestWithParam<std::string> {};

TEST_P(SoundCore, HoldsUnderEveryMemoryModel) {
  explore::expect_holds(find_scenario(simulated::sound_core, GetParam()));
}

INSTANTIATE_TEST_SUITE_P(All, SoundCore, testing::ValuesIn(scenario_names()),
                         [](const auto& test) { return test_name(test.param); });

class Fault : public testing::TestWithParam<SeededFault> {};

TEST_P(Fault, ShowsUnderItsMemoryModelsAndNoStrongerOne) {
  const SeededFault& fault = GetParam();
  explore::expect_breaks(find_scenario(*fault.core, fault.scenario), fault.property,
                         explore::from_model(fault.strongest_model));
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
