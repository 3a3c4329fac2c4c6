// Runs at random of the scenarios of connections: each holds, and recovers once faults stop.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/vsock_fsm/cores.h"
#include "sim/state/random/campaign.h"
#include "sim/state/scenario.h"
#include "sim/state/story.h"

namespace vmcheck::vsock {
namespace {

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
    all.push_back(scenario.name);
  }
  return all;
}

// Answers at random, without faults, and keeps which classes of them it was asked for.
class Asked final : public run::Chooser {
 public:
  std::uint32_t choose(run::ChoiceKind, std::uint32_t options) override {
    return static_cast<std::uint32_t>(random_() % options);
  }
  std::uint32_t choose_fault(std::uint32_t options, std::uint32_t fault_class) override {
    EXPECT_EQ(options, 2) << "a class has one way to fail";
    classes_.insert(fault_class);
    return 0;
  }

  const std::set<std::uint32_t>& classes() const { return classes_; }

 private:
  std::minstd_rand random_;
  std::set<std::uint32_t> classes_;
};

class RandomRuns : public testing::TestWithParam<std::string> {
 protected:
  static state::Scenario scenario() {
    for (const state::Scenario& scenario : cores::sound_core.scenarios()) {
      if (scenario.name == GetParam()) return scenario;
    }
    throw std::invalid_argument("no scenario " + GetParam());
  }
};

TEST_P(RandomRuns, HoldAndRecover) {
  const state::Scenario scenario = RandomRuns::scenario();
  const state::random::Result runs = state::random::explore_randomly(
      *scenario.model,
      {.seed = 1, .runs = 1000, .bounds = {.steps = 100, .recovery = 1000}, .workers = 2});
  EXPECT_FALSE(runs.failure) << state::story(runs.failure->violation);
}

// Else a run could not have faults of the one class without those of another.
TEST_P(RandomRuns, DrawEachClassOfFaultsByItself) {
  const state::Scenario scenario = RandomRuns::scenario();
  std::set<std::uint32_t> named;
  const std::vector<std::string> classes = scenario.model->fault_classes();
  for (std::uint32_t i = 0; i < classes.size(); ++i) {
    if (!classes[i].empty()) named.insert(i);
  }
  Asked asked;
  state::Observer observer(scenario.model->properties());
  std::vector<std::byte> state;
  for (int tries = 0; tries < 200'000 && asked.classes() != named; ++tries) {
    if (tries % 2000 == 0) {
      state.assign(scenario.model->state_bytes(), std::byte{0});
      scenario.model->begin(state.data(), asked);
    }
    std::vector<std::byte> next = state;
    if (scenario.model->step(next.data(), asked, observer)) state = next;
  }
  EXPECT_EQ(asked.classes(), named);
}

INSTANTIATE_TEST_SUITE_P(All, RandomRuns, testing::ValuesIn(names()), [](const auto& test) {
  std::string name = test.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
});

}  // namespace
}  // namespace vmcheck::vsock
