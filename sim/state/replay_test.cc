#include "sim/state/replay.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace vmcheck::state
