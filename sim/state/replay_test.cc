#include "sim/state/replay.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <string>

#include "sim/state/examples/peterson.h"
#include "sim/state/examples/philosophers.h"
#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::state {
namespace {

const Peterson kWrongLock(Peterson::Entry::yields_then_wants);
const Philosophers kGreedy(3, Philosophers::Manners::all_alike);

run::Path shortest_path(const System& model) {
  return path_of(*explore_states(model).violation);
}

TEST(ReplayStates, TellsTheSameStory) {
  for (const System* model :
       {static_cast<const System*>(&kWrongLock), static_cast<const System*>(&kGreedy)}) {
    const Violation found = *explore_states(*model).violation;
    const auto again = replay_states(*model, path_of(found));
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(story(*again), story(found));
  }
}

// Not before its last step, and not on a model that has not that fault.
TEST(ReplayStates, FindsNothingWhereNothingIsBroken) {
  for (const System* model :
       {static_cast<const System*>(&kWrongLock), static_cast<const System*>(&kGreedy)}) {
    run::Path path = shortest_path(*model);
    while (!path.empty()) {
      path.pop_back();
      EXPECT_FALSE(replay_states(*model, path).has_value());
    }
  }
  const Philosophers polite(3, Philosophers::Manners::one_different);
  run::Path path = shortest_path(kGreedy);
  path.pop_back();
  EXPECT_FALSE(replay_states(polite, path).has_value());
}

TEST(ReplayStates, RefusesARunOfAnotherModel) {
  const run::Path path = shortest_path(kGreedy);
  EXPECT_THROW(replay_states(Philosophers(4, Philosophers::Manners::all_alike), path),
               run::PathMismatch);
  // The last one takes the other fork first, which is gone: that is no step.
  EXPECT_THROW(replay_states(Philosophers(3, Philosophers::Manners::one_different), path),
               run::PathMismatch);
}

// Two choices a step.
class Pairs final : public Model<std::uint32_t> {
 public:
  void begin(std::uint32_t& state, run::Chooser& chooser) const override {
    state = chooser.choose(run::ChoiceKind::value, 2);
  }
  bool step(std::uint32_t& state, run::Chooser& chooser, Observer&) const override {
    if (state == 3) return true;  // and asks nothing
    chooser.choose(run::ChoiceKind::value, 2);
    state += chooser.choose(run::ChoiceKind::value, 2);
    return true;
  }
  std::string text(const std::uint32_t& state) const override { return std::to_string(state); }
};

TEST(ReplayStates, RefusesARunThatEndsWithinAStep) {
  const run::Choice one{run::ChoiceKind::value, 2, 1};
  EXPECT_THROW(replay_states(Pairs(), {}), run::PathMismatch);
  EXPECT_FALSE(replay_states(Pairs(), {one}).has_value());
  EXPECT_THROW(replay_states(Pairs(), {one, one}), run::PathMismatch);
  EXPECT_FALSE(replay_states(Pairs(), {one, one, one}).has_value());
}

TEST(ReplayStates, RefusesARunWhoseStepsCannotBeCounted) {
  const run::Choice one{run::ChoiceKind::value, 2, 1};
  EXPECT_FALSE(replay_states(Pairs(), {one, one, one, one, one}).has_value());
  EXPECT_THROW(replay_states(Pairs(), {one, one, one, one, one, one}), run::PathMismatch);
}

// What is wrong with a run that has a cycle.
std::string refusal(const System& model, const run::Path& path, std::size_t cycle) {
  try {
    replay_goal(model, path, cycle, 0);
  } catch (const run::PathMismatch& error) {
    return error.what();
  }
  return "";
}

const std::string kNoStep = "no step begins where the cycle is said to begin";

// A run without end: task 1 goes in and out, and task 0 waits for ever.
class Lasso : public testing::Test {
 protected:
  static constexpr Peterson::Entry kEntry = Peterson::Entry::wants_then_yields;

  const Peterson unfair_{kEntry, Fairness::none};
  const Violation found_ = *explore_states(unfair_).violation;
  const run::Path path_ = path_of(found_);
  const std::size_t cycle_ = *cycle_of(found_);
};

TEST_F(Lasso, IsToldTheSame) {
  EXPECT_EQ(path_.size(), 6u);
  EXPECT_EQ(cycle_, 1u);
  const auto again = replay_goal(unfair_, path_, cycle_, 0);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(story(*again), story(found_));
  EXPECT_EQ(again->cycle, found_.cycle);
}

// Each other beginning, and each other end but that of two rounds.
TEST_F(Lasso, IsRefusedIfItDoesNotClose) {
  const std::string open = "the cycle does not close: it ends in another state than it begins in";
  for (std::size_t cycle = 0; cycle < path_.size(); ++cycle) {
    EXPECT_EQ(refusal(unfair_, path_, cycle), cycle == cycle_ ? "" : open);
  }
  run::Path path = path_;
  while (path.pop_back(), path.size() > cycle_) EXPECT_EQ(refusal(unfair_, path, cycle_), open);
  EXPECT_EQ(refusal(unfair_, path, cycle_), kNoStep);
  EXPECT_EQ(refusal(unfair_, path_, path_.size()), kNoStep);
  path = path_;
  path.insert(path.end(), path_.begin() + 1, path_.end());
  EXPECT_EQ(refusal(unfair_, path, cycle_), "");
}

TEST_F(Lasso, IsRefusedIfItIsUnfair) {
  for (const Fairness fairness : {Fairness::weak, Fairness::strong}) {
    EXPECT_EQ(refusal(Peterson(kEntry, fairness), path_, cycle_),
              "the cycle is unfair: it has no step of task 0, who could step");
  }
}

TEST_F(Lasso, ViolatesNothingIfTheGoalIsMet) {
  EXPECT_EQ(replay_goal(unfair_, path_, cycle_, 1), std::nullopt);
  // The same cycle from where task 1 waits.
  run::Path path = path_;
  path.insert(path.end(), path_.begin() + 1, path_.begin() + 3);
  EXPECT_EQ(replay_goal(unfair_, path, cycle_ + 2, 1), std::nullopt);
  EXPECT_TRUE(replay_goal(unfair_, path, cycle_ + 2, 0).has_value());
}

// A goal of one state, and two steps of two choices each that lead to it and no further.
class Short final : public Model<std::uint32_t> {
 public:
  std::vector<run::Property> goals() const override {
    return {{run::PropertyKind::always, "last", "the end is the goal"},
            {run::PropertyKind::always, "other", "the end is not"}};
  }
  bool is_met(std::size_t goal, const std::uint32_t& state) const override {
    return (goal == 0) == (state == 2);
  }
  void begin(std::uint32_t&, run::Chooser&) const override {}
  bool step(std::uint32_t& state, run::Chooser& chooser, Observer&) const override {
    if (state == 2) return false;
    for (int i = 0; i < 2; ++i) chooser.choose(run::ChoiceKind::value, 2);
    ++state;
    return true;
  }
  bool may_end(const std::uint32_t&) const override { return true; }
  std::string text(const std::uint32_t& state) const override { return std::to_string(state); }
};

TEST(ReplayGoal, IsOfARunThatEndsWithout) {
  const run::Path path(4, {run::ChoiceKind::value, 2, 0});
  EXPECT_EQ(replay_goal(Short(), path, {}, 0), std::nullopt);
  const auto found = replay_goal(Short(), path, {}, 1);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(story(*found), story(*explore_states(Short()).violation));
  // It could go on.
  EXPECT_EQ(replay_goal(Short(), {path[0], path[1]}, {}, 1), std::nullopt);
}

TEST(ReplayGoal, RefusesACycleThatBeginsWithinAStep) {
  const run::Path path(4, {run::ChoiceKind::value, 2, 0});
  EXPECT_EQ(refusal(Short(), path, 1), kNoStep);
  EXPECT_EQ(refusal(Short(), path, 3), kNoStep);
}

}  // namespace
}  // namespace vmcheck::state
