#include "sim/state/random/recovery.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "sim/state/examples/counters.h"
#include "sim/state/random/campaign.h"
#include "sim/state/random/examples/lossy_channel.h"
#include "sim/state/random/simple_model.h"
#include "sim/state/random/steps.h"
#include "sim/state/random/walk.h"

namespace vmcheck::state::random {
namespace {

using Sender = LossyChannel::Sender;

// The steps behind the faults do not depend on how a run came there.
TEST(Recovery, IsTheSameFromTheSameState) {
  const Counters counters(100);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Walk before(counters, {30, 0});
    before.run(seed);
    Walk whole(counters, {30, 50});
    whole.record(true);
    const Outcome outcome = whole.run(seed);
    Walk behind(counters, {30, 50});
    behind.record(true);
    EXPECT_EQ(behind.recover(before.state(), seed).ending, outcome.ending);
    EXPECT_EQ(behind.steps(),
              std::vector<run::Path>(whole.steps().begin() + 31, whole.steps().end()));
    EXPECT_EQ(behind.steps().size(), outcome.recovery);
  }
}

TEST(Recovery, GivesEachProcessItsTurn) {
  SimpleModel model;
  model.ends = [](std::uint32_t) { return false; };
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer&) {
    const std::uint32_t process = chooser.choose(run::ChoiceKind::schedule, 4);
    state = chooser.choose(run::ChoiceKind::value, 3) == 0 ? 0 : 1;
    return process != 2 && state == 1;
  };
  Walk walk(model, {5, 300});
  walk.record(true);
  std::set<bool> in_turn;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    walk.run(seed);
    std::uint64_t others = 0;
    for (std::size_t i = 7; i < walk.steps().size(); ++i) {
      const std::uint32_t process = *process_of(walk.steps()[i]);
      const std::uint32_t before = *process_of(walk.steps()[i - 1]);
      if (process != (before == 1 ? 3 : (before + 1) % 4)) ++others;
    }
    in_turn.insert(walk.plan().recovers_in_turn);
    EXPECT_EQ(others < 40, walk.plan().recovers_in_turn);
  }
  EXPECT_EQ(in_turn.size(), 2u);
}

TEST(Recovery, ComesWhereTheSenderSendsAgain) {
  for (const Faults faults : {Faults::uniform, Faults::swarm}) {
    const Strategy strategy{{}, faults, {}, {}};
    const Result result = explore_randomly(
        LossyChannel(100), {.runs = 300, .bounds = {50, 10'000}, .strategy = strategy});
    EXPECT_FALSE(result.failure);
    EXPECT_EQ(result.over, result.runs);
    EXPECT_GT(result.coverage.back().count, 0u);
  }
}

// With and without a turn for each, and the last steps without a fault.
TEST(Recovery, ThatDoesNotComeIsFoundWithTheReason) {
  std::set<bool> in_turn;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Result result =
        explore_randomly(LossyChannel(3, Sender::only_ticks), {.seed = seed, .bounds = {40, 60}});
    ASSERT_TRUE(result.failure);
    const Violation& violation = result.failure->violation;
    EXPECT_EQ(violation.property, kRecovery);
    EXPECT_EQ(result.failure->recovery, 60u);
    ASSERT_EQ(violation.moves.size(), 101u);
    for (std::size_t i = 41; i < violation.moves.size(); ++i) {
      EXPECT_EQ(faults_in(violation.moves[i].choices), 0u);
    }
    EXPECT_EQ(violation.message,
              fmt::format("not within 60 steps after the last fault: {}; a step can be made by 0; "
                          "3 different states, the last one also 3 steps before",
                          violation.moves.back().state));
    in_turn.insert(result.failure->plan.recovers_in_turn);
  }
  EXPECT_EQ(in_turn.size(), 2u);
}

TEST(Recovery, IsNotDemandedWithoutABound) {
  const Result result = explore_randomly(LossyChannel(3, Sender::only_ticks), {.bounds = {40, 0}});
  EXPECT_FALSE(result.failure);
  EXPECT_EQ(result.runs, 1000u);
}

// Only a fault leads on.
TEST(Recovery, IsNotWaitedForWhereOnlyAFaultLeadsOn) {
  SimpleModel model;
  model.ends = [](std::uint32_t state) { return state == 1000; };
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer&) {
    if (chooser.choose_fault(2, 40) == 0) return false;
    ++state;
    return true;
  };
  const Result result = explore_randomly(model, {.bounds = {10, 10}});
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->violation.property, kRecovery);
  EXPECT_EQ(result.failure->recovery, 0u);
  EXPECT_EQ(result.failure->violation.message,
            "not within 0 steps after the last fault: 10; nobody can make a step; 1 different "
            "states, the last one seen once");
}

}  // namespace
}  // namespace vmcheck::state::random
