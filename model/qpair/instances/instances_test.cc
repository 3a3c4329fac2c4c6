// The prover and the simulator agree: what refutes a theorem's twin is a run of the simulated
// machine that breaks a property, and what is proved of the sound core holds there.
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

#include "model/qpair/instances/refutation.h"
#include "model/qpair/proofs/theorems.h"
#include "model/qpair/seeded_faults.h"
#include "sim/explore/graphs.h"
#include "sim/explore/story.h"
#include "sim/memory/models.h"

namespace vmcheck::qpair {
namespace {

using explore::Result;
using explore::Verdict;

std::string story_of(const Result& result) {
  return result.violation ? explore::story(*result.violation) : "no violation\n";
}

smt::Counterexample refute_twin_of(const Instance& instance) {
  for (const smt::Theorem& theorem : proofs::theorems()) {
    if (theorem.name == instance.theorem) {
      return smt::prove(theorem.twin.body).counterexample.value();
    }
  }
  throw std::invalid_argument("no theorem " + instance.theorem);
}

class EachInstance : public testing::TestWithParam<const Instance*> {
 protected:
  const Instance& instance_ = *GetParam();
};

TEST_P(EachInstance, BreaksWhereTheTwinIsRefuted) {
  const smt::Counterexample found = refute_twin_of(instance_);
  const simulated::Core* faulty = find_core(instance_.fault);
  ASSERT_NE(faulty, nullptr) << instance_.fault;
  const Result result = run_counterexample(instance_, *faulty, found);
  ASSERT_EQ(result.verdict, Verdict::violated);
  EXPECT_EQ(result.violation->property.name, instance_.property) << story_of(result);
  const Result again = explore::replay_graph(
      to_scenario(instance_, *faulty), memory::sequential_consistency(), result.violation->path);
  EXPECT_EQ(story_of(again), story_of(result));
  fmt::print("{}", story_of(result));

  const Result sound = run_counterexample(instance_, simulated::sound_core, found);
  EXPECT_EQ(sound.verdict, Verdict::holds) << story_of(sound);
}

// Small numbers at random, indices about as large as the size named before them. Not all of them
// meet the theorem's assumptions.
Numbers small_numbers(const Instance& instance) {
  const auto below = [](std::uint64_t end, const std::string& name) {
    return *rc::gen::inRange<std::uint64_t>(0, end).as(name);
  };
  const auto is = [](const std::string& name, const char* what) {
    return name.find(what) != std::string::npos;
  };
  Numbers numbers;
  std::uint64_t size = 0;
  for (const auto& [name, otherwise] : instance.inputs) {
    numbers[name] = below(is(name, "length") ? 3 : is(name, "size") ? 5 : size + 1, name);
    if (is(name, "size")) size = numbers[name];
  }
  return numbers;
}

TEST_P(EachInstance, HoldsOfTheSoundCore) {
  std::uint64_t evaluated = 0;  // how often anything was claimed
  const run::Scenario scenario = to_scenario(instance_, simulated::sound_core);
  for (const memory::Model* model : memory::models()) {
    EXPECT_TRUE(rc::check([&] {
      explore::Limits limits;
      limits.parts = {{setup_of(instance_, small_numbers(instance_)), {}, 0, false}};
      const Result result = explore::explore_graphs(scenario, *model, limits);
      if (result.verdict != Verdict::holds) RC_FAIL(story_of(result));
      for (const explore::Coverage& each : result.coverage) evaluated += each.count;
    }));
  }
  EXPECT_GT(evaluated, 50u);
}

std::string test_name(const testing::TestParamInfo<const Instance*>& info) {
  std::string name = info.param->theorem;
  for (char& c : name) {
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

std::vector<const Instance*> all() {
  std::vector<const Instance*> pointers;
  for (const Instance& instance : instances()) pointers.push_back(&instance);
  return pointers;
}

INSTANTIATE_TEST_SUITE_P(All, EachInstance, testing::ValuesIn(all()), test_name);

TEST(Instances, AreOneForEachTheorem) {
  std::multiset<std::string> proved;
  for (const smt::Theorem& theorem : proofs::theorems()) proved.insert(theorem.name);
  std::multiset<std::string> run;
  for (const Instance& instance : instances()) run.insert(instance.theorem);
  EXPECT_EQ(proved, run);
}

TEST(Instances, RefuseNumbersThatAreTooLarge) {
  const Instance& instance = find_instance("arithmetic/free-space");
  EXPECT_EQ(setup_of(instance, {{"ring: size", 15}}).size(), 3u);
  EXPECT_THROW(setup_of(instance, {{"ring: size", 16}}), std::invalid_argument);
}

}  // namespace
}  // namespace vmcheck::qpair
