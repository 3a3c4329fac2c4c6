#include "sim/state/random/recovery.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/state/examples/counters.h"
#include "sim/state/random/campaign.h"
#include "sim/state/random/examples/lossy_channel.h"
#include "sim/state/random/simple_model.h"
#include "sim/state/random/steps.h"
#include "sim/state/random/walk.h"
#include "sim/state/replay.h"

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
    EXPECT_EQ(
        violation.message,
        fmt::format("not at an end within 60 steps without a fault: {}; possible: a step of 0; "
                    "3 different states, the last one also 3 steps before",
                    violation.moves.back().state));
    in_turn.insert(result.failure->plan.recovers_in_turn);
  }
  EXPECT_EQ(in_turn.size(), 2u);
}

// The trace of a run that does not recover says so again; one that claims too much is refused.
TEST(Recovery, ThatDoesNotComeIsReplayed) {
  const LossyChannel model(3, Sender::only_ticks);
  const Result result = explore_randomly(model, {.seed = 1, .bounds = {40, 60}});
  ASSERT_TRUE(result.failure);
  const Violation& violation = result.failure->violation;
  const run::Path path = path_of(violation);
  const std::size_t faulty = choices_before(violation, result.failure->recovery);
  const std::optional<NoRecovery> again = replay_recovery(model, path, faulty);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->violation.message, violation.message);
  EXPECT_THROW(replay_recovery(model, path, 0), run::PathMismatch);
  EXPECT_THROW(replay_recovery(model, path, path.size() + 1), run::PathMismatch);
  // The same steps, the last ones not all without a fault, or not all of them behind the faults.
  EXPECT_THROW(replay_recovery(model, path, violation.moves.front().choices.size()),
               run::PathMismatch);
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
            "not at an end within 0 steps without a fault: 10; nothing can be done");
}

// Goes from 0 up to `last` and from there to `next`, for ever.
SimpleModel goes_round(std::uint32_t last, std::uint32_t next) {
  SimpleModel model;
  model.ends = [](std::uint32_t) { return false; };
  model.makes_step = [=](std::uint32_t& state, run::Chooser&, Observer& observer) {
    observer.note([&] { return std::string(state == last ? "back" : "up"); });
    state = state == last ? next : state + 1;
    return true;
  };
  return model;
}

TEST(Recovery, IsToMeetEachGoalInItsTurn) {
  SimpleModel model = goes_round(9, 0);
  model.wanted = {3, 7};
  const Result result = explore_randomly(model, {.runs = 100, .bounds = {50, 10}});
  EXPECT_FALSE(result.failure);
  EXPECT_EQ(result.over, result.runs);
  // In fewer steps than a round has one of them is out of reach.
  EXPECT_TRUE(explore_randomly(model, {.runs = 100, .bounds = {50, 6}}).failure);
}

TEST(Recovery, NamesTheGoalsThatAreNotMet) {
  SimpleModel model = goes_round(9, 4);
  model.wanted = {3, 7, 11};
  const Result result = explore_randomly(model, {.bounds = {50, 60}});
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->violation.property, kRecovery);
  EXPECT_EQ(result.failure->recovery, 60u);
  EXPECT_EQ(result.failure->violation.message,
            "goal 3, goal 11 not met within 60 steps without a fault: 8; possible: up; "
            "6 different states, the last one also 6 steps before");
  const Result short_of_time = explore_randomly(model, {.bounds = {50, 4}});
  EXPECT_EQ(short_of_time.failure->violation.message,
            "goal 3, goal 7, goal 11 not met within 4 steps without a fault: 6; possible: up; "
            "5 different states, the last one for the first time: more steps might do");
}

// The run may end there, but the goal is met nowhere.
TEST(Recovery, IsToMeetGoalsWhereTheRunEnds) {
  SimpleModel model;
  model.wanted = {0, 3};
  model.makes_step = [](std::uint32_t& state, run::Chooser&, Observer&) {
    return state < 2 && ++state <= 2;
  };
  const Result result = explore_randomly(model, {.bounds = {10, 10}});
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->violation.message,
            "goal 0, goal 3 not met within 0 steps without a fault: 2; nothing can be done");
  model.wanted = {2};
  EXPECT_FALSE(explore_randomly(model, {.bounds = {10, 10}}).failure);
  model.wanted = {3};
  EXPECT_FALSE(explore_randomly(model, {.bounds = {10, 0}}).failure);
}

}  // namespace
}  // namespace vmcheck::state::random
