#include "sim/state/random/walk.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/state/examples/ring.h"
#include "sim/state/random/campaign.h"
#include "sim/state/random/simple_model.h"
#include "sim/state/random/steps.h"

namespace vmcheck::state::random {
namespace {

// One way of thousands is a step. Those that are looked at to find it do not count.
TEST(Steps, AreFoundWhereFewAre) {
  SimpleModel model;
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer& observer) {
    if (chooser.choose(run::ChoiceKind::schedule, 50) != 49) return false;
    if (chooser.choose(run::ChoiceKind::value, 100) < 98 || state == 10) return false;
    demand(observer, SimpleModel::kOne, true);
    ++state;
    return true;
  };
  for (const Schedule schedule : {Schedule::uniform, Schedule::priorities}) {
    const Result result = explore_randomly(model, {.runs = 3, .strategy = {schedule, {}, {}, {}}});
    EXPECT_EQ(result.steps, 30u);
    EXPECT_EQ(result.over, 3u);
    EXPECT_EQ(result.coverage.front().count, 30u);
  }
}

// In each state some processes are enabled, which are so no more in the next. Nobody else is tried,
// under faults and behind them.
TEST(Steps, AreThoseOfWhoIsEnabled) {
  constexpr std::array<run::Options, 2> kEnabled{1u << 3 | run::option(63, true), 1u | 1u << 20};
  std::map<std::uint32_t, std::uint64_t> made;
  std::uint64_t none = 0;
  SimpleModel model;
  model.ends = [](std::uint32_t) { return false; };
  model.makes_step = [&](std::uint32_t& state, run::Chooser& chooser, Observer&) {
    const auto who =
        chooser.choose_enabled(run::ChoiceKind::schedule, 64, [&] { return kEnabled[state]; });
    who ? ++made[*who] : ++none;
    state = 1 - state;
    return who.has_value();
  };
  for (const Schedule schedule : {Schedule::uniform, Schedule::priorities}) {
    made.clear();
    for (std::uint64_t run = 0; run < 50; ++run) {
      Walk walk(model, {100, 100}, {schedule, {}, {}, {}});
      EXPECT_EQ(walk.run(run).steps, 200u);
    }
    EXPECT_EQ(made.size(), 4u);
    for (const auto& [who, steps] : made) EXPECT_GT(steps, 1000u) << who;
  }
  EXPECT_EQ(none, 0u);
}

// What is none changes nothing: who is enabled is asked once in a step, however often it is tried,
// and what comes behind that choice is chosen among its own options.
TEST(Steps, AskOnceWhoIsEnabled) {
  constexpr std::array<run::Options, 2> kEnabled{1u << 4 | 1u << 5, 1u << 6};
  constexpr run::Options kValues = 1u << 1 | 1u << 2;
  std::uint64_t asked = 0;
  std::uint64_t tried = 0;
  SimpleModel model;
  model.ends = [](std::uint32_t) { return false; };
  model.makes_step = [&](std::uint32_t& state, run::Chooser& chooser, Observer&) {
    ++tried;
    const auto who = chooser.choose_enabled(run::ChoiceKind::schedule, 8, [&] {
      ++asked;
      return kEnabled[state];
    });
    const auto value = chooser.choose_enabled(run::ChoiceKind::value, 8, [&] { return kValues; });
    EXPECT_EQ(kEnabled[state] >> who.value_or(0) & kValues >> value.value_or(0) & 1, 1u);
    if (value == 1u) return false;
    state = 1 - state;
    return true;
  };
  for (const Schedule schedule : {Schedule::uniform, Schedule::priorities}) {
    asked = tried = 0;
    Walk walk(model, {500, 500}, {schedule, {}, {}, {}});
    EXPECT_EQ(walk.run(1).steps, 1000u);
    EXPECT_EQ(asked, 1000u);
    EXPECT_GT(tried, 1500u);
  }
}

// Makes half of a step, and says that it is none.
struct HalfStep final : Model<std::uint32_t> {
  void begin(std::uint32_t&, run::Chooser&) const override {}
  bool step(std::uint32_t& state, run::Chooser& chooser, Observer&) const override {
    if (chooser.choose(run::ChoiceKind::schedule, 2) == 0) return true;
    ++state;
    return false;
  }
  std::string text(const std::uint32_t& state) const override { return std::to_string(state); }
};

TEST(Steps, ThatAreNoneChangeNothing) {
#ifdef NDEBUG
  GTEST_SKIP() << "only debug builds look";
#endif
  const HalfStep model;
  for (const Schedule schedule : {Schedule::uniform, Schedule::priorities}) {
    Walk walk(model, {100, 0}, {schedule, {}, {}, {}});
    EXPECT_DEATH(walk.run(1), "is_at");
  }
}

// Says of each other step what it changes.
struct Halves final : Model<std::uint32_t> {
  mutable std::uint32_t steps = 0;
  mutable bool is_heeded = false;  // what the step has said

  void begin(std::uint32_t&, run::Chooser&) const override {}
  bool step(std::uint32_t&, run::Chooser&, Observer& observer) const override {
    EXPECT_EQ(is_heeded, steps % 2 == 1);
    is_heeded = false;
    if (++steps % 2 == 1) observer.changes(2);
    return true;
  }
  void check(const std::uint32_t&, Observer& observer) const override {
    if (observer.changed() == kAllParts) return;
    EXPECT_EQ(observer.changed(), 2u);
    is_heeded = true;
  }
  std::string text(const std::uint32_t& state) const override { return std::to_string(state); }
};

TEST(Changes, AreThoseOfTheStepBefore) {
  const Halves model;
  EXPECT_EQ(Walk(model, {100, 0}).run(1).steps, 100u);
  EXPECT_EQ(model.steps, 100u);
}

// Who does not walk checks states that no step of this observer's has made.
TEST(Changes, AreForWalksAlone) {
  Observer observer({});
  observer.changes(1);
  EXPECT_EQ(observer.changed(), kAllParts);
}

// Says that a step has changed nothing that check() depends on.
struct Understatement final : Model<std::uint32_t> {
  std::vector<run::Property> properties() const override { return {SimpleModel::kOne}; }
  void begin(std::uint32_t&, run::Chooser&) const override {}
  bool step(std::uint32_t& state, run::Chooser&, Observer& observer) const override {
    ++state;
    observer.changes(0);
    return true;
  }
  void check(const std::uint32_t& state, Observer& observer) const override {
    if (observer.changed() != 0) demand(observer, SimpleModel::kOne, state < 10);
  }
  std::string text(const std::uint32_t& state) const override { return std::to_string(state); }
};

TEST(Changes, AreNoFewerThanTheyAre) {
#ifdef NDEBUG
  GTEST_SKIP() << "only debug builds look";
#endif
  const Understatement model;
  Walk walk(model, {100, 0});
  EXPECT_DEATH(walk.run(1), "is_sound");
}

// A fault that strikes once in 8 times strikes in hundreds of steps.
TEST(Swarm, SwitchesEachClassOnOrOff) {
  SimpleModel model;
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer&) {
    for (std::uint32_t i = 0; i < kFaultClasses; ++i) {
      const std::uint32_t way = chooser.choose_fault(3, i);
      if (way != 0) state |= std::uint32_t{1} << i;
      EXPECT_EQ(chooser.possible_faults() >> i & 1, way != 0 ? 1u : 0u);
    }
    return true;
  };
  Walk walk(model, {300, 0}, {{}, Faults::swarm, {}, {}});
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    walk.run(seed);
    std::uint32_t struck = 0;
    std::memcpy(&struck, walk.state(), sizeof(struck));
    for (std::uint32_t i = 0; i < kFaultClasses; ++i) {
      const std::uint32_t rate = walk.plan().rates.at(i);
      const bool strikes = (struck >> i & 1) != 0;
      EXPECT_FALSE(rate == 0 && strikes);
      EXPECT_TRUE(rate == 0 || rate > 3 || strikes);
    }
  }
}

// Also where nothing else can be done in a step but to strike: it is asked once, and then others
// go.
TEST(Swarm, StrikesAtItsRate) {
  std::uint64_t asked = 0;
  SimpleModel model;
  model.makes_step = [&](std::uint32_t&, run::Chooser& chooser, Observer&) {
    if (chooser.choose(run::ChoiceKind::schedule, 2) == 0) return true;
    ++asked;
    return chooser.choose_fault(2, 0) != 0;
  };
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    asked = 0;
    Walk walk(model, {300, 0}, {Schedule::priorities, Faults::swarm, 0, 1000});
    EXPECT_EQ(walk.run(seed).steps, 300u);
    EXPECT_LE(asked, 300u) << seed;
  }
}

// What strikes in a step does so in each try of it, once that has been asked for.
TEST(Swarm, DrawsOnceForAStep) {
  run::Options possible = 0;
  std::uint64_t struck = 0;
  SimpleModel model;
  model.makes_step = [&](std::uint32_t&, run::Chooser& chooser, Observer&) {
    chooser.choose_enabled(run::ChoiceKind::schedule, 2, [&] {
      possible = chooser.possible_faults();
      return run::Options{3};
    });
    for (std::uint32_t i = 0; i < kFaultClasses; ++i) {
      const bool strikes = chooser.choose_fault(2, i) != 0;
      EXPECT_EQ(possible >> i & 1, strikes ? 1u : 0u);
      struck += strikes ? 1 : 0;
    }
    return chooser.choose(run::ChoiceKind::value, 2) == 0;
  };
  for (const Schedule schedule : {Schedule::uniform, Schedule::priorities}) {
    Walk walk(model, {300, 0}, {schedule, Faults::swarm, {}, {}});
    EXPECT_EQ(walk.run(1).steps, 300u);
  }
  EXPECT_GT(struck, 600u);
}

// Where nothing but a fault makes a step, one strikes after some tries: nobody looks at all there
// is.
TEST(Swarm, DrawsAgainWhereOnlyFaultsAreLeft) {
  std::uint64_t asked = 0;
  SimpleModel model;
  model.makes_step = [&](std::uint32_t&, run::Chooser& chooser, Observer&) {
    ++asked;
    chooser.choose(run::ChoiceKind::schedule, 1);
    return chooser.choose_fault(2, 0) != 0;
  };
  Walk walk(model, {300, 0}, {Schedule::uniform, Faults::swarm, {}, {}});
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    asked = 0;
    EXPECT_EQ(walk.run(seed).steps, 300u);
    const std::uint32_t rate = walk.plan().rates[0];
    if (rate == 0 || rate > 3) continue;
    EXPECT_LT(asked, 2 * (300u << rate)) << seed;
  }
}

// Behind the faults, and not before.
TEST(Recovery, WindsDown) {
  std::uint64_t steps = 0;
  SimpleModel model;
  model.ends = [](std::uint32_t) { return false; };
  model.makes_step = [&](std::uint32_t&, run::Chooser& chooser, Observer&) {
    EXPECT_EQ(chooser.winds_down(), ++steps > 30);
    return true;
  };
  Walk walk(model, {30, 20});
  EXPECT_EQ(walk.run(1).steps, 50u);
  EXPECT_EQ(steps, 50u);
}

// Without any change: the consumer that looks at an empty ring lets the producer go on, though it is
// not noticed at once.
TEST(Priorities, GiveWayWhereNothingChanges) {
  for (std::uint64_t run = 0; run < 20; ++run) {
    const Result result =
        explore_randomly(Ring(3), {.first = run,
                                   .runs = 1,
                                   .bounds = {100, 0},
                                   .strategy = {Schedule::priorities, Faults::uniform, 0, 1000}});
    EXPECT_GT(result.coverage.front().count, 5u);
  }
}

// Nor does one keep others from theirs that does a few things again and again.
TEST(Priorities, GiveWayWhereTheyGoRoundInCircles) {
  std::uint32_t circle = 1;
  SimpleModel model;
  model.makes_step = [&](std::uint32_t& state, run::Chooser& chooser, Observer&) {
    const std::uint32_t at = state % 8;
    if (chooser.choose(run::ChoiceKind::schedule, 2) == 0) {
      state = state - at + (at + 1) % circle;
    } else {
      state += 8;
    }
    return true;
  };
  for (circle = 1; circle <= 5; ++circle) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      Walk walk(model, {200, 0}, {Schedule::priorities, Faults::uniform, 0, 1000});
      walk.run(seed);
      std::uint32_t state = 0;
      std::memcpy(&state, walk.state(), sizeof state);
      EXPECT_GT(state / 8, 80u) << circle;
    }
  }
}

// Of processes that can always go on, one does.
TEST(Priorities, KeepToTheHighest) {
  SimpleModel model;
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer&) {
    if (chooser.choose(run::ChoiceKind::schedule, 8) % 2 == 0) return false;
    ++state;
    return true;
  };
  Walk walk(model, {200, 0}, {Schedule::priorities, Faults::uniform, 3, 1000});
  walk.record(true);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    walk.run(seed);
    EXPECT_LE(cost_of(walk.steps()).switches, 3u);
  }
}

// A task of 16 steps, and one of a single step that must not come just behind the other's eighth: a
// bug of depth 2. With n tasks and k steps one change of priorities finds it in one of n * k runs,
// where a uniform schedule finds it in one of 2^9.
TEST(Priorities, FindABugOfDepthTwoAsOftenAsPromised) {
  constexpr std::uint32_t kSteps = 16;
  constexpr std::uint32_t kSecond = 0x100;
  constexpr std::uint32_t kCaught = 0x200;
  SimpleModel model;
  model.ends = [](std::uint32_t state) { return (state & kCaught) == 0; };
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer&) {
    const std::uint32_t count = state & 0xFF;
    const bool second = chooser.choose(run::ChoiceKind::schedule, 2) == 1;
    if ((state & kCaught) != 0) return false;
    if (second ? (state & kSecond) != 0 : count == kSteps) return false;
    state += second ? kSecond + (count == kSteps / 2 ? kCaught : 0) : 1;
    return true;
  };
  constexpr std::uint64_t kRuns = 20'000;
  const auto found = [&](Schedule schedule) {
    Walk walk(model, {100, 0}, {schedule, Faults::uniform, 1, kSteps + 1});
    std::uint64_t count = 0;
    for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
      if (walk.run(seed).ending == Ending::stuck) ++count;
    }
    return static_cast<double>(count);
  };
  constexpr double kPromised = kRuns / (2.0 * (kSteps + 1));
  EXPECT_NEAR(found(Schedule::priorities), kPromised, kPromised / 8);
  EXPECT_NEAR(found(Schedule::uniform), kRuns / 512.0, 20);
}

}  // namespace
}  // namespace vmcheck::state::random
