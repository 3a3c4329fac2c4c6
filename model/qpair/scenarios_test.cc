#include "model/qpair/scenarios.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "model/qpair/seeded_faults.h"
#include "sim/explore/interleaving.h"
#include "sim/explore/story.h"

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

TEST_P(SoundCore, HoldsInEveryInterleaving) {
  const Result result =
      explore::explore_interleavings(find_scenario(simulated::sound_core, GetParam()));
  if (result.violation) ADD_FAILURE() << explore::story(*result.violation);
  EXPECT_EQ(result.verdict, Verdict::holds);
  fmt::print("{}: {} executions, {} steps\n", GetParam(), result.executions, result.steps);
}

INSTANTIATE_TEST_SUITE_P(All, SoundCore, testing::ValuesIn(scenario_names()),
                         [](const auto& test) { return test_name(test.param); });

class Fault : public testing::TestWithParam<SeededFault> {};

TEST_P(Fault, CausesItsViolationAndReplays) {
  const SeededFault& fault = GetParam();
  const Scenario scenario = find_scenario(*fault.core, fault.scenario);
  const Result result = explore::explore_interleavings(scenario);
  ASSERT_TRUE(result.violation.has_value()) << result.executions << " executions";
  EXPECT_EQ(result.violation->property.name, fault.property) << explore::story(*result.violation);

  const Result again = explore::replay_interleaving(scenario, result.violation->path);
  ASSERT_TRUE(again.violation.has_value());
  EXPECT_EQ(explore::story(*again.violation, 0), explore::story(*result.violation, 0));
  fmt::print("{}: {} executions\n{}", fault.core->name, result.executions,
             explore::story(*result.violation));
}

INSTANTIATE_TEST_SUITE_P(All, Fault, testing::ValuesIn(seeded_faults()),
                         [](const auto& test) { return test_name(test.param.core->name); });

// Equal sizes and equal traffic hide the exchange of the two headers: why tests never saw it.
TEST(SwappedHeaders, AreHiddenByEqualTraffic) {
  for (const char* fault :
       {"swapped_consume_indexes", "swapped_consume_free_space", "swapped_produce_buf_ready"}) {
    const Result result =
        explore::explore_interleavings(find_scenario(*find_core(fault), "qpair/equal-traffic"));
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
  std::set<std::string> claimed{run::property::kInitialised.name, run::property::kInBounds.name};
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
