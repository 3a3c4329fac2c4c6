#include "sim/state/goals.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/state/breadth_first.h"
#include "sim/state/examples/counters.h"
#include "sim/state/examples/odometer.h"
#include "sim/state/examples/peterson.h"
#include "sim/state/examples/philosophers.h"
#include "sim/state/reached.h"
#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::state {
namespace {

using explore::Verdict;
using Entry = Peterson::Entry;
using Manners = Philosophers::Manners;

// All ways to keep states.
std::vector<Options> all_ways() {
  std::vector<Options> ways{{.order = Order::depth_first}};
  for (const std::uint32_t workers : {1u, 2u, 3u}) ways.push_back({.workers = workers});
  return ways;
}

std::string everything(const Result& result) {
  return summary(result) + "\n" + (result.violation ? story(*result.violation, 0) : "");
}

// Where the steps from a state, or Steps::kBefore, lead.
std::vector<std::uint32_t> ends(Steps& steps, std::uint32_t from) {
  std::vector<std::uint32_t> ends;
  steps.for_each(from, [&](const Steps::Step& step, const run::Path&) {
    ends.push_back(step.to);
    return true;
  });
  return ends;
}

TEST(Steps, AreTheSameWhateverWasMadeBeforeThem) {
  const Peterson model(Entry::wants_then_yields, Fairness::none);
  const Options options;
  BreadthFirst search(model, options);
  search.run();
  const Reached reached = search.reached();
  Steps steps(model, reached);
  ASSERT_GT(reached.size(), 1u);
  for (std::uint32_t from = 0; from < reached.size(); ++from) {
    const std::vector<std::uint32_t> first = ends(steps, from);
    const std::vector<std::uint32_t> initial = ends(steps, Steps::kBefore);
    EXPECT_EQ(ends(steps, from), first);
    EXPECT_EQ(ends(steps, Steps::kBefore), initial);
  }
}

TEST(Goals, OfALockAreMetIfTasksAreTreatedFairly) {
  for (const Options& options : all_ways()) {
    for (const Fairness fairness : {Fairness::weak, Fairness::strong}) {
      const Result result = explore_states(Peterson(Entry::wants_then_yields, fairness), options);
      EXPECT_EQ(result.verdict, Verdict::holds) << everything(result);
      ASSERT_EQ(result.coverage.size(), 4u);
      EXPECT_GT(result.coverage[2].count, 0u);
      EXPECT_EQ(result.coverage[2].count, result.coverage[3].count);
    }
    const Result result =
        explore_states(Peterson(Entry::wants_then_yields, Fairness::none), options);
    ASSERT_EQ(result.verdict, Verdict::violated);
    EXPECT_EQ(result.violation->property.name, "first gets in");
  }
}

TEST(Goals, ThatAreNotMetAreToldByACycle) {
  const Result result = explore_states(Peterson(Entry::wants_then_yields, Fairness::none));
  EXPECT_EQ(story(*result.violation),
            "violated: first gets in (task 0 does not wait for ever)\n"
            "  not met in a fair cycle of 5 steps\n"
            "\n"
            " step          state\n"
            "               outside, outside, turn 0\n"
            "    1  task 0  announcing, outside, turn 0\n"
            "       the cycle begins here\n"
            "    2  task 1  announcing, announcing, turn 0\n"
            "    3  task 1  announcing, yielding, turn 0\n"
            "    4  task 1  announcing, waiting, turn 0\n"
            "    5  task 1  announcing, inside, turn 0\n"
            "    6  task 1  announcing, outside, turn 0\n");
  EXPECT_EQ(story(*result.violation, 9),
            "violated: first gets in (task 0 does not wait for ever)\n"
            "  not met in a fair cycle of 5 steps\n"
            "\n"
            " step          state\n"
            "  ...  4 lines before these\n"
            "       in a cycle since step 2\n"
            "    4  task 1  announcing, waiting, turn 0\n"
            "    5  task 1  announcing, inside, turn 0\n"
            "    6  task 1  announcing, outside, turn 0\n");
}

// Who waits for a fork can take it again and again, but never for ever.
TEST(Goals, OfPhilosophersAreMetIfFairnessIsStrong) {
  for (const Options& options : all_ways()) {
    for (const std::uint32_t count : {2u, 4u}) {
      const auto verdict = [&](Fairness fairness) {
        return explore_states(Philosophers(count, Manners::one_different, fairness), options)
            .verdict;
      };
      EXPECT_EQ(verdict(Fairness::strong), Verdict::holds);
      EXPECT_EQ(verdict(Fairness::weak), Verdict::violated);
      EXPECT_EQ(verdict(Fairness::none), Verdict::violated);
    }
  }
}

// Nobody goes round by himself: a fair cycle turns every wheel all the way, an unfair one just one.
TEST(Goals, AreAvoidedByShortFairCycles) {
  for (const Options& options : all_ways()) {
    for (const Fairness fairness : {Fairness::none, Fairness::weak, Fairness::strong}) {
      const Result result = explore_states(Odometer(7, fairness), options);
      ASSERT_EQ(result.verdict, Verdict::violated);
      const Violation& violation = *result.violation;
      ASSERT_EQ(violation.cycle, 2u);
      EXPECT_EQ(violation.moves.size(), fairness == Fairness::none ? 2u + 7 : 2u + 4 * 7);
      EXPECT_EQ(violation.moves[1].state, violation.moves.back().state);
      for (std::size_t i = 1; i < violation.moves.size(); ++i) {
        EXPECT_NE(violation.moves[i].state, "0 0 0 0");
      }
    }
  }
}

// A stair from floor 1 to the top, from where the last process goes to floor 0, the goal. Nobody
// goes up by himself but on floor 1, where he can stay as well.
class Stair final : public Model<std::uint32_t> {
 public:
  static constexpr std::uint32_t kTop = 9;

  std::vector<run::Property> goals() const override {
    return {{run::PropertyKind::always, "floor 0", "somebody comes to floor 0"}};
  }
  bool is_met(std::size_t, const std::uint32_t& floor) const override { return floor == 0; }
  std::vector<Process> processes() const override {
    return std::vector<Process>(kTop + 1, {"carrier", Fairness::strong});
  }
  void begin(std::uint32_t&, run::Chooser&) const override {}
  bool step(std::uint32_t& floor, run::Chooser& chooser, Observer& observer) const override {
    const bool up = chooser.choose(run::ChoiceKind::schedule, 2) == 1;
    if (up && floor > 1) observer.made_by(floor);
    floor = up ? (floor + 1) % (kTop + 1) : floor < 2 ? 1 : floor - 1;
    return true;
  }
  std::string text(const std::uint32_t& floor) const override { return std::to_string(floor); }
};

// Who avoids the goal must keep away from the top, so from the floor from where one comes there
// again and again, and so on.
TEST(Goals, AreAvoidedWhereOneProcessAfterTheOtherMustNotStep) {
  for (const Options& options : all_ways()) {
    const Result result = explore_states(Stair(), options);
    ASSERT_EQ(result.verdict, Verdict::violated);
    ASSERT_EQ(result.violation->moves.size(), 3u);
    EXPECT_EQ(result.violation->cycle, 2u);
    EXPECT_EQ(result.violation->moves[2].state, "1");
  }
}

// Counters that grow to the end, and then nothing is possible any more.
class CountersWithGoal final : public Counters {
 public:
  explicit CountersWithGoal(std::uint8_t last) : Counters(3), last_(last) {}

  std::vector<run::Property> goals() const override {
    return {{run::PropertyKind::always, "last", "the last counter is there"}};
  }
  bool is_met(std::size_t, const State& state) const override { return state[4] == last_; }

 private:
  std::uint8_t last_;
};

TEST(Goals, AreMetWhereARunEndsOrNotAtAll) {
  for (const Options& options : all_ways()) {
    const Result met = explore_states(CountersWithGoal(3), options);
    EXPECT_EQ(met.verdict, Verdict::holds);
    EXPECT_EQ(met.coverage.back().count, 3u * 256);
    const Result unmet = explore_states(CountersWithGoal(2), options);
    ASSERT_EQ(unmet.verdict, Verdict::violated);
    EXPECT_EQ(unmet.violation->message, "not met where no step is possible any more");
    EXPECT_EQ(unmet.violation->cycle, std::nullopt);
    ASSERT_EQ(unmet.violation->moves.size(), 16u);
    EXPECT_EQ(unmet.violation->moves.back().state, "3 3 3 3 3");
  }
}

TEST(Goals, ThatAreMetInEveryStateAreVacuous) {
  class Always final : public Model<std::uint32_t> {
    std::vector<run::Property> goals() const override {
      return {{run::PropertyKind::always, "always", "there is always a state"}};
    }
    void begin(std::uint32_t&, run::Chooser&) const override {}
    bool step(std::uint32_t& state, run::Chooser&, Observer&) const override {
      return state < 8 && ++state < 9;
    }
    bool may_end(const std::uint32_t&) const override { return true; }
    std::string text(const std::uint32_t& state) const override { return std::to_string(state); }
  };
  const Result result = explore_states(Always());
  ASSERT_EQ(result.verdict, Verdict::violated);
  EXPECT_EQ(result.violation->property.name, "always");
  EXPECT_TRUE(result.violation->moves.empty());
  EXPECT_EQ(result.violation->message, "never evaluated in 9 states");
}

TEST(Goals, AreNotDecidedWithoutAllStates) {
  const Peterson peterson(Entry::wants_then_yields, Fairness::weak);
  for (Options options : all_ways()) {
    options.keep = Keep::fingerprints;
    const Result result = explore_states(peterson, options);
    EXPECT_EQ(result.verdict, Verdict::incomplete);
    EXPECT_EQ(result.incomplete, Incomplete::fingerprints);
    EXPECT_EQ(summary(result).find("goals not decided, for which states must be kept, at "), 0u);
    // What is wrong otherwise is said.
    EXPECT_EQ(explore_states(Peterson(Entry::yields_then_wants, Fairness::weak), options).verdict,
              Verdict::violated);
    options.keep = Keep::states;
    options.states = 5;
    EXPECT_EQ(explore_states(peterson, options).incomplete, Incomplete::states_bound);
  }
}

TEST(Goals, AreDecidedWithinTheBoundOfMemory) {
  for (Options options : all_ways()) {
    const Odometer odometer(10, Fairness::strong);
    const std::uint64_t needed = explore_states(odometer, options).bytes;
    std::uint64_t decided = 0;
    for (const std::uint64_t eighths : {4, 5, 6, 7, 8, 12, 24}) {
      options.bytes = needed * eighths / 8;
      const Result result = explore_states(odometer, options);
      EXPECT_LE(result.bytes, options.bytes);
      if (result.verdict == Verdict::violated) {
        ++decided;
      } else {
        EXPECT_EQ(result.incomplete, Incomplete::memory_bound);
        EXPECT_EQ(decided, 0u);
      }
    }
    EXPECT_GE(decided, 1u);
    EXPECT_LE(decided, 4u);
  }
}

TEST(Goals, AreNotDecidedWhenTheSearchIsStopped) {
  for (Options options : all_ways()) {
    std::uint64_t frontier = 0;
    options.stop = [&](const Progress& now) {
      if (now.goal) frontier = now.frontier;
      return now.goal == 0u;
    };
    const Result result = explore_states(Odometer(10, Fairness::strong), options);
    EXPECT_EQ(result.verdict, Verdict::incomplete);
    EXPECT_EQ(result.incomplete, Incomplete::stopped);
    EXPECT_EQ(result.states, 10'000u);
    EXPECT_EQ(frontier, 9'999u);
  }
}

TEST(Results, OfGoalsAreTheSameForAnyNumberOfThreads) {
  for (const Fairness fairness : {Fairness::none, Fairness::weak, Fairness::strong}) {
    const Odometer odometer(8, fairness);
    const Philosophers philosophers(5, Manners::one_different, fairness);
    const std::string one = everything(explore_states(odometer));
    const std::string other = everything(explore_states(philosophers));
    for (const std::uint32_t workers : {2u, 3u}) {
      EXPECT_EQ(everything(explore_states(odometer, {.workers = workers})), one);
      EXPECT_EQ(everything(explore_states(philosophers, {.workers = workers})), other);
    }
  }
}

// One state, one step, by a process with this number.
class Alone final : public Model<std::uint8_t> {
 public:
  explicit Alone(std::uint32_t process, std::size_t processes)
      : process_(process), processes_(processes, {"somebody", Fairness::weak}) {}

  std::vector<run::Property> goals() const override {
    return {{run::PropertyKind::always, "never", "something else happens"}};
  }
  bool is_met(std::size_t, const std::uint8_t&) const override { return false; }
  std::vector<Process> processes() const override { return processes_; }
  void begin(std::uint8_t&, run::Chooser&) const override {}
  bool step(std::uint8_t&, run::Chooser&, Observer& observer) const override {
    observer.made_by(process_);
    return true;
  }
  std::string text(const std::uint8_t&) const override { return "here"; }

 private:
  std::uint32_t process_;
  std::vector<Process> processes_;
};

TEST(Processes, ThatTheModelDoesNotHaveAreRefused) {
  EXPECT_EQ(explore_states(Alone(63, 64)).verdict, Verdict::violated);
  EXPECT_EQ(explore_states(Alone(2, 3)).verdict, Verdict::violated);
  EXPECT_THROW(explore_states(Alone(3, 3)), std::logic_error);
  EXPECT_THROW(explore_states(Alone(64, 64)), std::logic_error);
  EXPECT_THROW(explore_states(Alone(0, 65)), std::logic_error);
  EXPECT_THROW(explore_states(Alone(0, 0)), std::logic_error);
}

}  // namespace
}  // namespace vmcheck::state
