#include "sim/state/partial_order.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sim/state/dependence.h"
#include "sim/state/examples/philosophers.h"
#include "sim/state/examples/ring.h"
#include "sim/state/oracle/random_processes.h"
#include "sim/state/recorded.h"
#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::state {
namespace {

using explore::Verdict;
using oracle::Programs;
using oracle::ProgramsModel;

std::vector<Options> all_ways() {
  std::vector<Options> ways;
  for (const Keep keep : {Keep::states, Keep::fingerprints}) {
    for (const bool symmetry : {false, true}) {
      ways.push_back({.order = Order::depth_first, .keep = keep, .symmetry = symmetry});
      for (const std::uint32_t workers : {1u, 3u}) {
        ways.push_back({.keep = keep, .workers = workers, .symmetry = symmetry});
      }
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

// Some who each count to four, all by themselves; the first one waits until the others are done.
struct Runners : Model<std::array<std::uint8_t, 4>> {
  using State = std::array<std::uint8_t, 4>;
  static constexpr std::uint8_t kMost = 4;
  static constexpr ObjectSet kDone = 1;

  void begin(State&, run::Chooser&) const override {}
  std::uint32_t actors() const override { return 4; }
  bool step(State& state, run::Chooser& chooser, Observer&) const override {
    const std::uint32_t who = chooser.choose(run::ChoiceKind::schedule, 4);
    const bool ready = state[1] + state[2] + state[3] == 3 * kMost;
    if (state[who] == kMost || (who == 0 && !ready)) return false;
    ++state[who];
    return true;
  }
  bool may_end(const State& state) const override { return state[0] == kMost; }
  std::string text(const State& state) const override { return std::to_string(state[0]); }
  void footprints(const State& state, std::span<Footprint> footprints) const override {
    footprints[0] = {{kDone, 0}, {0, kDone}};
    for (std::size_t i = 1; i < 4; ++i) {
      footprints[i] = {{0, state[i] + 1 == kMost ? kDone : 0}, {kDone, kDone}};
    }
  }
  ObjectSet visible() const override { return 0; }
};

TEST(PartialOrder, LeavesOneOrderOfStepsThatAreTheirOwn) {
  EXPECT_EQ(find_dependence(Runners()), std::nullopt);
  for (Options options : all_ways()) {
    const Result result = explore_states(Runners(), options);
    EXPECT_EQ(result.verdict, Verdict::holds);
    EXPECT_EQ(result.states, 21u);
    EXPECT_EQ(result.partial, 9u);
    options.partial_order = false;
    const Result full = explore_states(Runners(), options);
    EXPECT_EQ(full.states, 129u);
    EXPECT_EQ(full.partial, 0u);
  }
}

TEST(PartialOrder, IsNotUsedForGoals) {
  struct WithGoal final : Runners {
    std::vector<run::Property> goals() const override {
      return {{run::PropertyKind::always, "end", "all is done"}};
    }
    bool is_met(std::size_t, const State& state) const override { return state[0] == kMost; }
  };
  EXPECT_EQ(explore_states(WithGoal()).states, 129u);
}

TEST(PartialOrder, RefusesTooManyActors) {
  struct Crowd final : Runners {
    std::uint32_t actors() const override { return 65; }
  };
  EXPECT_THROW(explore_states(Crowd()), std::logic_error);
}

TEST(PartialOrder, OfExamplesDependsOnNothing) {
  EXPECT_EQ(find_dependence(Ring(3)), std::nullopt);
  EXPECT_EQ(find_dependence(Philosophers(4, Philosophers::Manners::all_alike)), std::nullopt);
  EXPECT_EQ(find_dependence(Philosophers(4, Philosophers::Manners::one_different)), std::nullopt);
}

// How many states are visited by partial orders, and how many there are.
std::pair<std::uint64_t, std::uint64_t> states(const System& model, Order order) {
  const Options with{.order = order, .symmetry = false};
  Options without = with;
  without.partial_order = false;
  return {explore_states(model, with).states, explore_states(model, without).states};
}

// Of philosophers nearly all: who puts down his forks comes back to where he was.
TEST(PartialOrder, LeavesFewerStatesOfExamples) {
  using Count = std::pair<std::uint64_t, std::uint64_t>;
  const Philosophers philosophers(8, Philosophers::Manners::one_different);
  EXPECT_EQ(states(Ring(3), Order::breadth_first), Count(3'390, 4'202));
  EXPECT_EQ(states(Ring(3), Order::depth_first), Count(3'463, 4'202));
  EXPECT_EQ(states(Ring(5), Order::breadth_first), Count(62'998, 84'658));
  EXPECT_EQ(states(philosophers, Order::breadth_first), Count(985, 985));
  EXPECT_EQ(states(philosophers, Order::depth_first), Count(973, 985));
}

// Two actors whose footprints say that nothing is touched that both know.
class Pair final : public Model<std::array<std::uint8_t, 2>> {
 public:
  using State = std::array<std::uint8_t, 2>;
  using Step = std::function<bool(State&, std::uint32_t)>;
  inline static const run::Property kSmall{run::PropertyKind::always, "small", "it is small"};

  explicit Pair(Step step, ObjectSet others_from_1 = 0)
      : step_(std::move(step)), others_from_1_(others_from_1) {}

  std::vector<run::Property> properties() const override { return {kSmall}; }
  void begin(State&, run::Chooser&) const override {}
  std::uint32_t actors() const override { return 2; }
  bool step(State& state, run::Chooser& chooser, Observer&) const override {
    return step_(state, chooser.choose(run::ChoiceKind::schedule, 2));
  }
  void check(const State& state, Observer& observer) const override {
    observer.always(kSmall, state[0] < 9, [] { return std::string("it is not"); });
  }
  std::string text(const State& state) const override {
    return std::to_string(state[0]) + " " + std::to_string(state[1]);
  }
  // The object is touched by the second actor once he has made a step.
  void footprints(const State& state, std::span<Footprint> footprints) const override {
    footprints[0] = {{1, 0}, {0, state[1] == 1 ? others_from_1_ : 0}};
    footprints[1] = {{0, 0}, {0, 0}};
  }
  ObjectSet visible() const override { return 0; }

 private:
  Step step_;
  ObjectSet others_from_1_;
};

TEST(Dependence, IsNotThereWhereFootprintsAreRight) {
  const auto own = [](Pair::State& state, std::uint32_t who) {
    return state[who] == 0 && ++state[who] == 1;
  };
  EXPECT_EQ(find_dependence(Pair(own)), std::nullopt);
}

TEST(Dependence, IsFoundWhereAFootprintIsTooSmall) {
  using State = Pair::State;
  const auto enables = [](State& state, std::uint32_t who) {
    return state[who] == 0 && (who == 1 || state[1] == 1) && ++state[who] == 1;
  };
  EXPECT_EQ(find_dependence(Pair(enables)),
            "somebody's step changes what is possible for actor 0 from \"0 0\" on, against his "
            "footprint");
  const auto doubles = [](State& state, std::uint32_t who) {
    if (state[who] > 3) return false;
    state[0] = static_cast<std::uint8_t>(who == 0 ? state[0] + 1 : 2 * state[0]);
    if (who == 1) ++state[1];
    return true;
  };
  EXPECT_EQ(
      find_dependence(Pair(doubles)),
      "somebody's step comes to something else behind one of actor 0 from \"0 0\" on, against "
      "his footprint");
  const auto grows = [](State& state, std::uint32_t who) {
    if (state[who] != 0) return false;
    state[who] = 9;
    return true;
  };
  EXPECT_EQ(find_dependence(Pair(grows)),
            "a step is seen of actor 0 from \"0 0\" on, against his footprint");
  const auto own = [](State& state, std::uint32_t who) {
    return state[who] == 0 && ++state[who] == 1;
  };
  EXPECT_EQ(find_dependence(Pair(own, 1)),
            "somebody's step comes to touch what is touched by actor 0 from \"0 0\" on, against "
            "his footprint");
}

// Not because a property was never evaluated.
bool is_broken(const Result& result) {
  return result.violation && !result.violation->moves.empty();
}

RC_GTEST_PROP(RandomProcesses, AreExploredByPartialOrdersAsWithout, (bool alike)) {
  const Programs programs = alike ? *oracle::any_programs_alike() : *oracle::any_programs();
  RC_LOG() << programs;
  const ProgramsModel model(programs);
  Recorded recorded(model);
  const Result truth = explore_states(recorded, {.symmetry = false, .partial_order = false});
  const auto states = recorded.take_states();
  const auto ends = recorded.take_ends();
  RC_CLASSIFY(is_broken(truth), "broken");
  bool in_part = false;
  for (const Options& options : all_ways()) {
    const Result result = explore_states(recorded, options);
    in_part = in_part || result.partial > 0;
    RC_ASSERT(result.verdict == truth.verdict);
    RC_ASSERT(is_broken(result) == is_broken(truth));
    const auto visited = recorded.take_states();
    const auto ended = recorded.take_ends();
    if (is_broken(truth)) continue;
    RC_ASSERT(std::includes(states.begin(), states.end(), visited.begin(), visited.end()));
    RC_ASSERT(ended == ends);
  }
  RC_CLASSIFY(in_part, "in part");
  RC_ASSERT(!find_dependence(model, 300));
  for (const bool symmetry : {false, true}) {
    const Result one = explore_states(model, {.symmetry = symmetry});
    RC_ASSERT(everything(explore_states(model, {.workers = 2, .symmetry = symmetry})) ==
              everything(one));
  }
}

}  // namespace
}  // namespace vmcheck::state
