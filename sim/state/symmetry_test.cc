#include "sim/state/symmetry.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sim/state/examples/counters.h"
#include "sim/state/examples/philosophers.h"
#include "sim/state/oracle/random_processes.h"
#include "sim/state/recorded.h"
#include "sim/state/states.h"

namespace vmcheck::state {
namespace {

using explore::Verdict;
using oracle::Programs;
using oracle::ProgramsModel;

std::vector<Options> all_ways() {
  std::vector<Options> ways;
  for (const Keep keep : {Keep::states, Keep::fingerprints}) {
    ways.push_back({.order = Order::depth_first, .keep = keep});
    for (const std::uint32_t workers : {1u, 3u}) ways.push_back({.keep = keep, .workers = workers});
  }
  return ways;
}

// Counters that are alike. As many states as there are multisets of five numbers.
class CountersAlike : public Counters {
 public:
  using Counters::Counters;
  void canonical(State& state) const override { std::sort(state.begin(), state.end()); }
};

TEST(Symmetry, LeavesOneStateOfThoseThatAreAlike) {
  for (Options options : all_ways()) {
    const Result result = explore_states(CountersAlike(7), options);
    EXPECT_EQ(result.verdict, Verdict::holds);
    EXPECT_EQ(result.states, 792u);
    EXPECT_EQ(result.depth, 35u);
    options.symmetry = false;
    EXPECT_EQ(explore_states(CountersAlike(7), options).states, 32'768u);
  }
  EXPECT_EQ(find_asymmetry(CountersAlike(3)), std::nullopt);
}

// Four neighbours whose table can be turned, and who in the end each have one fork.
TEST(Symmetry, OfATableIsThatItCanBeTurned) {
  using Manners = Philosophers::Manners;
  const Philosophers alike(4, Manners::all_alike);
  EXPECT_EQ(find_asymmetry(alike), std::nullopt);
  for (const Options& options : all_ways()) {
    const Result result = explore_states(alike, options);
    ASSERT_EQ(result.verdict, Verdict::violated);
    EXPECT_EQ(result.violation->property, run::property::kProgress);
    EXPECT_EQ(result.violation->moves.back().state, "1 1 1 1");
  }
}

TEST(Symmetry, IsNotUsedForGoals) {
  class WithGoal final : public CountersAlike {
   public:
    using CountersAlike::CountersAlike;
    std::vector<run::Property> goals() const override {
      return {{run::PropertyKind::always, "first", "the first counter is there"}};
    }
    bool is_met(std::size_t, const State& state) const override { return state[0] == 3; }
  };
  const Result result = explore_states(WithGoal(3));
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.states, 1024u);
}

// It is a run of the model itself: no counter falls, and each step is of one.
TEST(Violations, UpToSymmetryAreToldOfTheModelItself) {
  for (const Options& options : all_ways()) {
    const Result result = explore_states(CountersAlike(3, 6), options);
    ASSERT_EQ(result.verdict, Verdict::violated);
    if (options.order == Order::breadth_first) {
      EXPECT_EQ(result.violation->moves.size(), 7u);
    }
    Counters::State state{};
    Observer observer(CountersAlike(3).properties());
    for (std::size_t i = 0; i < result.violation->moves.size(); ++i) {
      const Move& move = result.violation->moves[i];
      run::Replay choices(move.choices);
      if (i > 0) {
        ASSERT_TRUE(CountersAlike(3).step(state, choices, observer));
      }
      EXPECT_EQ(move.state, CountersAlike(3).text(state));
    }
  }
}

// From 0 two steps lead to 1, of which the second one breaks a property.
class Fork final : public Model<std::uint32_t> {
 public:
  inline static const run::Property kAlways{run::PropertyKind::always, "always", "nothing is bad"};
  std::vector<run::Property> properties() const override { return {kAlways}; }
  void begin(std::uint32_t&, run::Chooser&) const override {}
  bool step(std::uint32_t& state, run::Chooser& chooser, Observer& observer) const override {
    const bool bad = chooser.choose(run::ChoiceKind::value, 2) == 1;
    observer.always(kAlways, state != 0 || !bad, [] { return std::string("bad"); });
    state = 1;
    return true;
  }
  std::string text(const std::uint32_t& state) const override { return std::to_string(state); }
};

TEST(Violations, UpToSymmetryAreToldByTheStepThatBreaksSomething) {
  for (const Options& options : all_ways()) {
    const Result result = explore_states(Fork(), options);
    ASSERT_EQ(result.verdict, Verdict::violated);
    EXPECT_EQ(run::to_string(result.violation->moves.back().choices), "value 1/2");
  }
}

// Makes counters canonical by a function.
class CountersMade final : public Counters {
 public:
  using Function = std::function<void(State&)>;
  CountersMade(std::uint32_t most, std::uint32_t forbidden, Function function)
      : Counters(most, forbidden), function_(std::move(function)) {}
  void canonical(State& state) const override { function_(state); }

 private:
  Function function_;
};

// What find_asymmetry says, without the states.
std::string asymmetry(const System& model) {
  const std::string text = find_asymmetry(model).value_or("");
  const std::size_t difference = text.find("\" ");
  if (difference == std::string::npos) return text;
  return text.substr(difference + 2, text.find(':') - difference - 2);
}

TEST(Asymmetry, IsFoundWhereStatesAreMergedThatDiffer) {
  using State = Counters::State;
  EXPECT_EQ(asymmetry(CountersMade(2, 99, [](State& state) { state[4] = 0; })),
            "has other successors");
  EXPECT_EQ(asymmetry(CountersMade(
                2, 99, [](State& state) { std::rotate(&state[0], &state[1], &state[0] + 5); })),
            "does not stand for itself");
  EXPECT_EQ(find_asymmetry(CountersMade(2, 99, [](State& state) { state[4] = 0; })),
            "the canonical state \"0 0 0 0 0\" has other successors: it is that of \"0 0 0 0 2\"");
}

// Two numbers that change places for ever, of which one is special to somebody.
class Pair final : public Model<std::array<std::uint8_t, 2>> {
 public:
  using State = std::array<std::uint8_t, 2>;
  enum class Special { nothing, broken, step_broken, end, reached };
  inline static const run::Property kAlways{run::PropertyKind::always, "always", "nothing is bad"};
  inline static const run::Property kReached{run::PropertyKind::sometimes, "reached", "it is"};
  explicit Pair(Special special) : special_(special) {}

  std::vector<run::Property> properties() const override { return {kAlways, kReached}; }
  void begin(State& state, run::Chooser&) const override { state = {0, 1}; }
  bool step(State& state, run::Chooser&, Observer& observer) const override {
    demand(observer, special_ != Special::step_broken || state[0] == 0);
    std::swap(state[0], state[1]);
    return true;
  }
  void check(const State& state, Observer& observer) const override {
    demand(observer, special_ != Special::broken || state[0] == 0);
    observer.sometimes(kReached, special_ != Special::reached || state[0] == 0);
  }
  bool may_end(const State& state) const override {
    return special_ != Special::end || state[0] == 0;
  }
  std::string text(const State& state) const override {
    return std::to_string(state[0]) + std::to_string(state[1]);
  }
  void canonical(State& state) const override { state = {0, 1}; }

 private:
  static void demand(Observer& observer, bool good) {
    observer.always(kAlways, good, [] { return std::string("bad"); });
  }
  Special special_;
};

TEST(Asymmetry, IsFoundInPropertiesAndEnds) {
  using Special = Pair::Special;
  EXPECT_EQ(asymmetry(Pair(Special::nothing)), "");
  EXPECT_EQ(asymmetry(Pair(Special::broken)), "is not as broken");
  EXPECT_EQ(asymmetry(Pair(Special::step_broken)), "has other successors");
  EXPECT_EQ(asymmetry(Pair(Special::end)), "may not end likewise");
  EXPECT_EQ(asymmetry(Pair(Special::reached)), "has other properties");
}

TEST(Asymmetry, IsFoundWithinTheBoundOfStatesOnly) {
  const CountersMade late(
      9, 99, [](Counters::State& state) { state[4] = std::min<std::uint8_t>(state[4], 5); });
  EXPECT_EQ(find_asymmetry(late, 200), std::nullopt);
  EXPECT_NE(find_asymmetry(late), std::nullopt);
}

// What is told must be a run of the model, and there is none.
TEST(Asymmetry, ThatComesUpInAViolationIsNotBelieved) {
  const CountersMade jumps(3, 9, [](Counters::State& state) {
    if (state[0] == 1) state[0] = 2;
  });
  EXPECT_THROW(explore_states(jumps), std::logic_error);
}

// Not because a property was never evaluated.
bool is_broken(const Result& result) {
  return result.violation && !result.violation->moves.empty();
}

RC_GTEST_PROP(RandomProcesses, AreExploredUpToSymmetryAsWithout, ()) {
  const Programs programs = *oracle::any_programs_alike();
  RC_LOG() << programs;
  const ProgramsModel model(programs);
  RC_ASSERT(!find_asymmetry(model, 2000));
  Recorded recorded(model);
  const Result truth = explore_states(recorded, {.symmetry = false, .partial_order = false});
  const Recorded::States states = recorded.take_states();
  RC_CLASSIFY(is_broken(truth), "broken");
  for (Options options : all_ways()) {
    options.partial_order = false;
    const Result result = explore_states(recorded, options);
    const Recorded::States visited = recorded.take_states();
    RC_ASSERT(result.verdict == truth.verdict);
    RC_ASSERT(is_broken(result) == is_broken(truth));
    if (is_broken(truth)) {
      const std::size_t moves = result.violation->moves.size();
      const std::size_t fewest = truth.violation->moves.size();
      RC_ASSERT((options.order == Order::breadth_first ? moves == fewest : moves >= fewest));
    } else {
      RC_ASSERT(result.states == states.size());
      RC_ASSERT(visited == states);
    }
  }
}

}  // namespace
}  // namespace vmcheck::state
