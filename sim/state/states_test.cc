#include "sim/state/states.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "sim/state/examples/counters.h"
#include "sim/state/examples/peterson.h"
#include "sim/state/examples/philosophers.h"
#include "sim/state/examples/ring.h"
#include "sim/state/story.h"

namespace vmcheck::state {
namespace {

using explore::Verdict;

std::vector<Options> all_ways() {
  std::vector<Options> ways;
  for (const Keep keep : {Keep::states, Keep::fingerprints}) {
    ways.push_back({.order = Order::depth_first, .keep = keep});
    for (const std::uint32_t workers : {1u, 2u, 3u}) {
      ways.push_back({.keep = keep, .workers = workers});
    }
  }
  return ways;
}

// Everything that a result says, but memory.
std::string everything(const Result& result) {
  std::string text = summary(result) + "\n";
  for (const explore::Coverage& entry : result.coverage) {
    text += entry.property.name + " " + std::to_string(entry.count) + "\n";
  }
  if (result.violation) text += story(*result.violation, 0);
  return text;
}

TEST(States, OfCountersAreAsManyAsTheyMustBe) {
  for (const Options& options : all_ways()) {
    const Result result = explore_states(Counters(7), options);
    EXPECT_EQ(result.verdict, Verdict::holds);
    EXPECT_EQ(result.states, 32'768u);
    EXPECT_EQ(result.transitions, 5u * 7 * 4096);
    EXPECT_EQ(result.revisited, result.transitions + 1 - result.states);
    EXPECT_EQ(result.depth, 35u);
    EXPECT_EQ(result.coverage.front().count, result.states);
  }
}

TEST(States, OfALockHoldAndWithItsFaultDoNot) {
  for (const Options& options : all_ways()) {
    EXPECT_EQ(explore_states(Peterson(), options).verdict, Verdict::holds);
    const Result result = explore_states(Peterson(Peterson::Entry::yields_then_wants), options);
    ASSERT_EQ(result.verdict, Verdict::violated);
    EXPECT_EQ(result.violation->property, Peterson::kExclusive);
    EXPECT_EQ(result.violation->message, "both are");
  }
}

TEST(States, OfARingHoldAndWithItsFaultDoNot) {
  for (const Options& options : all_ways()) {
    EXPECT_EQ(explore_states(Ring(3), options).verdict, Verdict::holds);
    const Result result = explore_states(Ring(3, Ring::Publication::before_the_slot), options);
    ASSERT_EQ(result.verdict, Verdict::violated);
    EXPECT_EQ(result.violation->property.name, "fifo");
  }
}

// The shortest way to get stuck: each takes one fork.
TEST(States, InWhichNobodyCanGoOnAreFound) {
  for (const std::uint32_t count : {2u, 5u, 8u}) {
    for (const Options& options : all_ways()) {
      const Result result =
          explore_states(Philosophers(count, Philosophers::Manners::all_alike), options);
      ASSERT_EQ(result.verdict, Verdict::violated);
      EXPECT_EQ(result.violation->property, run::property::kProgress);
      if (options.order == Order::breadth_first) {
        EXPECT_EQ(result.violation->moves.size(), count + 1);
      }
    }
    EXPECT_EQ(explore_states(Philosophers(count, Philosophers::Manners::one_different)).verdict,
              Verdict::holds);
  }
}

TEST(Violations, AreToldByTheShortestWay) {
  const Result result = explore_states(Peterson(Peterson::Entry::yields_then_wants));
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(story(*result.violation),
            "violated: exclusive (no two tasks are inside)\n"
            "  both are\n"
            "\n"
            " step          state\n"
            "               outside, outside, turn 0\n"
            "    1  task 0  yielding, outside, turn 0\n"
            "    2  task 1  yielding, yielding, turn 0\n"
            "    3  task 0  announcing, yielding, turn 1\n"
            "    4  task 1  announcing, announcing, turn 0\n"
            "    5  task 1  announcing, waiting, turn 0\n"
            "    6  task 1  announcing, inside, turn 0\n"
            "    7  task 0  waiting, inside, turn 0\n"
            "    8  task 0  inside, inside, turn 0\n");
}

TEST(Violations, AreToldByChoicesWhereTheModelSaysNothing) {
  const Result result = explore_states(Philosophers(3, Philosophers::Manners::all_alike));
  EXPECT_EQ(story(*result.violation, 8),
            "violated: progress (no task waits for ever)\n"
            "  no step is possible, and this is no state to end in\n"
            "\n"
            " step                state\n"
            "  ...  1 lines before these\n"
            "    1  schedule 0/3  1 0 0\n"
            "    2  schedule 1/3  1 1 0\n"
            "    3  schedule 2/3  1 1 1\n");
}

// Levels of several batches, and thousands of ways to break the property.
TEST(Results, AreTheSameForAnyNumberOfThreads) {
  for (const std::uint32_t forbidden : {UINT32_MAX, 25u}) {
    for (const Keep keep : {Keep::states, Keep::fingerprints}) {
      const Result one = explore_states(Counters(9, forbidden), {.keep = keep});
      EXPECT_EQ(one.verdict, forbidden == 25 ? Verdict::violated : Verdict::holds);
      for (const std::uint32_t workers : {2u, 5u}) {
        const Result many =
            explore_states(Counters(9, forbidden), {.keep = keep, .workers = workers});
        EXPECT_EQ(everything(many), everything(one));
        EXPECT_EQ(many.bytes, one.bytes);
      }
    }
  }
}

// Few of the states that it forbids break the property.
class Lenient : public Counters {
 public:
  using Counters::Counters;

  void check(const State& state, Observer& observer) const override {
    const bool counts = state[0] == state[1] && state[1] == state[2];
    if (!is_fine(state)) forbidden(counts);
    if (counts) Counters::check(state, observer);
  }

 private:
  virtual void forbidden(bool /*breaks*/) const {}
};

// The calling thread, which begins with the first states, waits until another one has a breach, and
// that one until both have one.
class Rendezvous final : public Lenient {
 public:
  using Lenient::Lenient;

 private:
  void forbidden(bool breaks) const override {
    std::unique_lock lock(mutex_);
    const auto wait_for = [&](std::size_t threads) {
      changed_.wait_for(lock, std::chrono::milliseconds(100),
                        [&] { return threads_.size() >= threads; });
    };
    if (std::this_thread::get_id() == caller_ && !std::exchange(waited_, true)) wait_for(1);
    if (!breaks || !threads_.insert(std::this_thread::get_id()).second) return;
    changed_.notify_all();
    wait_for(2);
  }

  std::thread::id caller_ = std::this_thread::get_id();
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable bool waited_ = false;
  mutable std::set<std::thread::id> threads_;  // with a breach
};

TEST(Results, AreTheSameWhenSeveralThreadsFindABreach) {
  for (std::uint32_t forbidden = 4; forbidden < 20; ++forbidden) {
    const Result one = explore_states(Lenient(5, forbidden));
    EXPECT_EQ(one.verdict, Verdict::violated);
    EXPECT_EQ(everything(explore_states(Rendezvous(5, forbidden), {.workers = 2})),
              everything(one));
  }
}

TEST(Bounds, EndASearchWithoutAVerdict) {
  for (Options options : all_ways()) {
    options.states = 1000;
    const Result result = explore_states(Counters(7), options);
    EXPECT_EQ(result.verdict, Verdict::incomplete);
    EXPECT_GT(result.states, 1000u);
    EXPECT_LT(result.states, 20'000u);
    EXPECT_EQ(result.revisited, result.transitions + 1 - result.states);
    EXPECT_EQ(result.incomplete, Incomplete::states_bound);
    EXPECT_EQ(summary(result).substr(0, 27), "bound of states reached at ");
    options.states = 32'768;
    EXPECT_EQ(explore_states(Counters(7), options).verdict, Verdict::holds);
  }
}

TEST(Bounds, OfMemoryAreNotExceeded) {
  const Counters counters(10);
  for (Options options : all_ways()) {
    if (options.workers > 1) continue;
    const std::uint64_t needed = explore_states(counters, options).bytes;
    for (const std::uint64_t sixteenths : {9, 12, 15}) {
      options.bytes = needed * sixteenths / 16;
      const Result result = explore_states(counters, options);
      EXPECT_EQ(result.verdict, Verdict::incomplete);
      EXPECT_EQ(result.incomplete, Incomplete::memory_bound);
      EXPECT_EQ(summary(result).substr(0, 27), "bound of memory reached at ");
      EXPECT_LE(result.bytes, options.bytes);
      EXPECT_EQ(result.revisited, result.transitions + 1 - result.states);
      EXPECT_GT(result.states, 1000u);
    }
    options.bytes = 3 * needed;
    EXPECT_EQ(explore_states(counters, options).verdict, Verdict::holds);
  }
}

TEST(Bounds, DoNotHideAViolation) {
  for (Options options : all_ways()) {
    options.states = 100'000;
    const Result result = explore_states(Counters(9, 20), options);
    EXPECT_EQ(result.verdict, Verdict::violated);
    EXPECT_EQ(result.incomplete, std::nullopt);
  }
}

// What a search tells as it goes on, a line each time.
std::string told_progress(Options options) {
  std::string lines;
  options.stop = [&](const Progress& now) {
    lines += fmt::format("{} {} {} {} {}\n", now.states, now.transitions, now.depth, now.frontier,
                         now.bytes);
    return false;
  };
  EXPECT_EQ(explore_states(Counters(7), options).verdict, Verdict::holds);
  return lines;
}

TEST(Progress, IsToldOnTheCallingThreadAndGrows) {
  for (Options options : all_ways()) {
    const std::thread::id caller = std::this_thread::get_id();
    std::vector<Progress> told;
    options.stop = [&](const Progress& now) {
      EXPECT_EQ(std::this_thread::get_id(), caller);
      if (!told.empty()) {
        EXPECT_GE(now.states, told.back().states);
        EXPECT_GE(now.transitions, told.back().transitions);
        EXPECT_GE(now.depth, told.back().depth);
      }
      EXPECT_LT(now.frontier, now.states);
      EXPECT_GT(now.bytes, now.states);
      told.push_back(now);
      return false;
    };
    const Result result = explore_states(Counters(7), options);
    ASSERT_GE(told.size(), 10u);
    EXPECT_GT(told[told.size() / 2].frontier, 0u);
    EXPECT_GE(told.back().states, result.states * 9 / 10);
    EXPECT_LE(told.back().states, result.states);
    EXPECT_LE(told.back().transitions, result.transitions);
  }
}

// Breadth first nothing is left in the end, as each state was expanded.
TEST(Progress, IsTheSameForAnyNumberOfThreads) {
  const std::string one = told_progress({});
  EXPECT_EQ(one.substr(0, 8), "6 5 0 5 ");
  EXPECT_NE(one.find("\n32768 143360 35 0 "), std::string::npos);
  for (const std::uint32_t workers : {2u, 3u}) EXPECT_EQ(told_progress({.workers = workers}), one);
}

TEST(Searches, EndWithoutAVerdictWhenTheyAreToldToStop) {
  for (Options options : all_ways()) {
    int asked = 0;
    options.stop = [&](const Progress&) { return ++asked == 8; };
    const Result result = explore_states(Counters(9), options);
    EXPECT_EQ(asked, 8);
    EXPECT_EQ(result.verdict, Verdict::incomplete);
    EXPECT_EQ(result.incomplete, Incomplete::stopped);
    EXPECT_FALSE(result.violation.has_value());
    EXPECT_EQ(summary(result).substr(0, 11), "stopped at ");
    EXPECT_LT(result.states, 50'000u);
    EXPECT_EQ(result.revisited, result.transitions + 1 - result.states);
  }
}

TEST(Fingerprints, SayHowProbablyAStateWasMissed) {
  EXPECT_EQ(explore_states(Counters(9)).missed, 0);
  const Result result = explore_states(Counters(9), {.keep = Keep::fingerprints});
  EXPECT_DOUBLE_EQ(result.missed, 1e10 / 36893488147419103232.0);
  EXPECT_EQ(summary(result),
            "100000 states, 450000 transitions, 350001 revisited, depth 45, a state missed with "
            "probability 3e-10");
}

// A model of one number, made of functions.
struct Simple final : Model<std::uint32_t> {
  std::vector<run::Property> all_properties;
  std::function<bool(std::uint32_t&, run::Chooser&, Observer&)> makes_step;
  std::function<bool(std::uint32_t)> ends = [](std::uint32_t) { return true; };

  std::vector<run::Property> properties() const override { return all_properties; }
  void begin(std::uint32_t&, run::Chooser&) const override {}
  bool step(std::uint32_t& state, run::Chooser& chooser, Observer& observer) const override {
    return makes_step(state, chooser, observer);
  }
  bool may_end(const std::uint32_t& state) const override { return ends(state); }
  std::string text(const std::uint32_t& state) const override { return std::to_string(state); }
};

const run::Property kNever{run::PropertyKind::sometimes, "never", "something happens"};
const run::Property kAlways{run::PropertyKind::always, "always", "something holds"};

// From one state to each of thousands, from where every step breaks the property; but one of them
// is stuck, which is told in fewer steps.
TEST(Violations, AreToldByTheShortestWayEvenIfItComesLateInALevel) {
  constexpr std::uint32_t kMany = 20'000;
  for (std::uint32_t stuck = 1; stuck < kMany; stuck += kMany / 20) {
    Simple model;
    model.all_properties = {kAlways};
    model.ends = [](std::uint32_t) { return false; };
    model.makes_step = [=](std::uint32_t& state, run::Chooser& chooser, Observer& observer) {
      if (state == stuck) return false;
      observer.always(kAlways, state == 0, [] { return std::string("not the first"); });
      state = chooser.choose(run::ChoiceKind::value, state == 0 ? kMany : 1) + 1;
      return true;
    };
    const Result result = explore_states(model);
    ASSERT_EQ(result.verdict, Verdict::violated);
    EXPECT_EQ(result.violation->property, run::property::kProgress);
    EXPECT_EQ(result.violation->moves.back().state, std::to_string(stuck));
  }
}

TEST(Properties, ThatAreVacuousAreViolated) {
  for (const run::Property& property : {kNever, kAlways}) {
    Simple model;
    model.all_properties = {property};
    model.makes_step = [](std::uint32_t& state, run::Chooser&, Observer&) {
      return state < 8 && ++state < 9;
    };
    const Result result = explore_states(model);
    ASSERT_EQ(result.verdict, Verdict::violated);
    EXPECT_EQ(result.violation->property, property);
    EXPECT_EQ(result.violation->message,
              (property == kNever ? std::string("never reached") : std::string("never evaluated")) +
                  " in 9 states");
  }
}

TEST(Properties, ThatTheModelDoesNotHaveAreRefused) {
  Simple model;
  model.makes_step = [](std::uint32_t& state, run::Chooser&, Observer& observer) {
    observer.always(kAlways, true, [] { return std::string(); });
    return state < 8 && ++state < 9;
  };
  for (const Options& options : all_ways()) {
    EXPECT_THROW(explore_states(model, options), std::logic_error);
  }
}

TEST(Models, ThatThrowEndTheSearch) {
  Simple model;
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer&) {
    state = 2 * state + chooser.choose(run::ChoiceKind::value, 2);
    if (state > 1000) throw std::runtime_error("oops");
    return true;
  };
  for (const Options& options : all_ways()) {
    EXPECT_THROW(explore_states(model, options), std::runtime_error);
  }
}

TEST(Models, ThatAreNotDeterministicAreRefused) {
  Simple model;
  int steps = 0;
  model.all_properties = {kAlways};
  model.makes_step = [&steps](std::uint32_t& state, run::Chooser&, Observer& observer) {
    observer.always(kAlways, ++steps != 5, [] { return std::string("once"); });
    state = (state + 1) % 20;
    return true;
  };
  EXPECT_THROW(explore_states(model), std::logic_error);
}

}  // namespace
}  // namespace vmcheck::state
