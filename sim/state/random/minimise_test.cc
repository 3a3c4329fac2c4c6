#include "sim/state/random/minimise.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/state/examples/counters.h"
#include "sim/state/examples/peterson.h"
#include "sim/state/examples/philosophers.h"
#include "sim/state/examples/ring.h"
#include "sim/state/random/examples/lossy_channel.h"
#include "sim/state/random/recovery.h"
#include "sim/state/random/simple_model.h"
#include "sim/state/random/steps.h"
#include "sim/state/random/trials.h"
#include "sim/state/states.h"
#include "sim/state/story.h"
#include "sim/state/telling.h"

namespace vmcheck::state::random {
namespace {

using Sender = LossyChannel::Sender;
using Receiver = LossyChannel::Receiver;

constexpr Effort kNoSearch{.states = 0};

std::vector<run::Path> steps_of(const Violation& violation) {
  std::vector<run::Path> steps;
  for (const Move& move : violation.moves) steps.push_back(move.choices);
  return steps;
}

Cost cost(const Violation& violation) {
  return cost_of(steps_of(violation));
}

// The first failure of a campaign.
Failure failure_of(const System& model, const Options& options) {
  const Result result = explore_randomly(model, options);
  if (!result.failure) throw std::logic_error("nothing is broken");
  return *result.failure;
}

TEST(Costs, CountFirstThingsFirst) {
  using run::ChoiceKind;
  const run::Path begin{{ChoiceKind::value, 9, 4}};
  const run::Path one{{ChoiceKind::schedule, 3, 1}, {ChoiceKind::value, 9, 2}};
  const run::Path two{{ChoiceKind::schedule, 3, 2}, {ChoiceKind::fault, 3, 2}};
  EXPECT_EQ(cost_of(std::vector<run::Path>{begin, one, one, two, one}), (Cost{1, 4, 2, 12}));
  EXPECT_LT((Cost{0, 9, 9, 9}), (Cost{1, 0, 0, 0}));
  EXPECT_LT((Cost{0, 1, 9, 9}), (Cost{0, 2, 0, 0}));
  EXPECT_LT((Cost{0, 1, 1, 9}), (Cost{0, 1, 2, 0}));
}

// From runs of thousands of steps; where faults do not matter, to the shortest.
TEST(Minimised, RunsAreAsShortAsAny) {
  const Peterson peterson(Peterson::Entry::yields_then_wants);
  const Ring ring(4, Ring::Publication::before_the_slot);
  const Philosophers philosophers(5, Philosophers::Manners::all_alike);
  const Counters counters(9, 20);
  for (const System* model :
       std::vector<const System*>{&peterson, &ring, &philosophers, &counters}) {
    const std::size_t shortest = explore_states(*model).violation->moves.size();
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      const Failure failure = failure_of(*model, {.seed = seed, .runs = 100'000});
      const Violation small = minimise(*model, failure.violation);
      EXPECT_EQ(small.property, failure.violation.property);
      EXPECT_EQ(small.moves.size(), shortest);
      EXPECT_LE(cost(small), cost(failure.violation));
    }
  }
}

// Three faults break it in three steps, and one in seven.
TEST(Minimised, RunsRatherHaveFewFaultsThanFewSteps) {
  SimpleModel model;
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer& observer) {
    const bool strikes = chooser.choose_fault(2, 0) != 0;
    if (!strikes && state == 0) return true;
    state += strikes ? 3 : 1;
    demand(observer, SimpleModel::kOne, state < 9);
    return true;
  };
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Failure failure = failure_of(model, {.seed = seed});
    const Cost small = cost(minimise(model, failure.violation));
    EXPECT_EQ(small.faults, 1u);
    EXPECT_EQ(small.steps, 7u);
  }
}

TEST(Minimised, RunsOfADepthFirstSearchAreShortToo) {
  const Ring ring(3, Ring::Publication::before_the_slot);
  const state::Result deep = explore_states(ring, {.order = Order::depth_first});
  EXPECT_GT(deep.violation->moves.size(), 20u);
  EXPECT_EQ(minimise(ring, *deep.violation).moves.size(),
            explore_states(ring).violation->moves.size());
}

// No state is visited but those of the runs.
TEST(Minimised, RunsAreShortWithoutASearchToo) {
  const Counters counters(200, 50);
  const Ring ring(16, Ring::Publication::before_the_slot);
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Failure failure = failure_of(ring, {.seed = seed});
    EXPECT_LE(cost(minimise(ring, failure.violation, kNoSearch)).steps, 40u);
    const Failure counted = failure_of(counters, {.seed = seed});
    const Violation small = minimise(counters, counted.violation, kNoSearch);
    EXPECT_EQ(cost(small).steps, 50u);
    EXPECT_LE(cost(small).switches, 4u);
  }
}

// Without any one of its steps it is no longer one.
TEST(Minimised, RunsNeedAllTheirSteps) {
  const Ring ring(16, Ring::Publication::before_the_slot);
  const LossyChannel twice(5, Sender::sends_again, Receiver::hands_all_on);
  for (const System* model : std::vector<const System*>{&ring, &twice}) {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      const Violation small =
          minimise(*model, failure_of(*model, {.seed = seed}).violation, kNoSearch);
      const Wanted wanted{small.property};
      Trials trials(*model, wanted, 1'000'000);
      for (std::size_t i = 1; i < small.moves.size(); ++i) {
        std::vector<run::Path> steps = steps_of(small);
        steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_FALSE(trials.run(steps).has_value());
      }
    }
  }
}

// One message that comes twice: by a fault, or sent again because an answer was lost.
TEST(Minimised, RunsHaveFewFaults) {
  const LossyChannel twice(5, Sender::sends_again, Receiver::hands_all_on);
  const LossyChannel waits(5, Sender::waits);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Options options{.seed = seed, .strategy = {{}, Faults::uniform, {}, {}}};
    const Violation small = minimise(twice, failure_of(twice, options).violation);
    EXPECT_EQ(small.property, LossyChannel::kOnce);
    EXPECT_EQ(cost(small).faults, 1u);
    const Violation stuck = minimise(waits, failure_of(waits, options).violation);
    EXPECT_EQ(stuck.property, run::property::kProgress);
    EXPECT_EQ(cost(stuck).faults, 1u);
    EXPECT_EQ(cost(stuck).steps, 1u);
    const Violation local = minimise(waits, failure_of(waits, options).violation, kNoSearch);
    EXPECT_EQ(cost(local).faults, 1u);
  }
}

TEST(Minimised, RunsAreToldWithTheirNotes) {
  const LossyChannel waits(5, Sender::waits);
  EXPECT_EQ(story(minimise(waits, failure_of(waits, {}).violation)),
            "violated: progress (no task waits for ever)\n"
            "  no step is possible, and this is no state to end in\n"
            "\n"
            " step                  state\n"
            "                       0 acknowledged, 0 delivered, 0 in the channel\n"
            "    1  message 0 lost  0 acknowledged, 0 delivered, 0 in the channel\n");
}

// The first message gets lost, and then the sender only ticks.
TEST(Minimised, RunsThatDoNotRecoverNeedFewStepsBefore) {
  const LossyChannel ticks(5, Sender::only_ticks);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Options options{.seed = seed, .bounds = {300, 20}};
    const Failure failure = failure_of(ticks, options);
    const Failure small = minimise(ticks, failure, options);
    EXPECT_EQ(small.violation.property, kRecovery);
    EXPECT_EQ(small.recovery, 20u);
    EXPECT_EQ(small.violation.moves.size(), 22u);
    EXPECT_EQ(cost(small.violation).faults, 1u);
    EXPECT_EQ(small.violation.message,
              "not at an end within 20 steps without a fault: 0 acknowledged, 0 delivered, 0 in "
              "the channel; possible: a step of 0; 3 different states, the last one also 3 steps "
              "before");
  }
}

TEST(Minimising, GivesTheSameEachTime) {
  const Ring ring(3, Ring::Publication::before_the_slot);
  const Violation violation = failure_of(ring, {.seed = 3}).violation;
  EXPECT_EQ(story(minimise(ring, violation)), story(minimise(ring, violation)));
  const Violation once = minimise(ring, violation);
  EXPECT_EQ(story(minimise(ring, once)), story(once));
}

TEST(Minimising, StopsWhenItsStepsAreUsedUp) {
  const Counters counters(200, 600);
  const Violation violation = failure_of(counters, {}).violation;
  EXPECT_THROW(minimise(counters, violation, {.steps = 100}), std::logic_error);
  const Violation small = minimise(counters, violation, {.steps = 10'000, .states = 0});
  EXPECT_LE(cost(small), cost(violation));
}

TEST(Minimising, RefusesWhatHasNoSteps) {
  EXPECT_THROW(minimise(Counters(3), Violation{Counters::kSmall, "", {}}), std::invalid_argument);
  const LossyChannel ticks(5, Sender::only_ticks);
  const Failure failure = failure_of(ticks, {.bounds = {300, 20}});
  EXPECT_THROW(minimise(ticks, failure.violation), std::invalid_argument);
}

TEST(Minimising, RefusesWhatIsNotBroken) {
  const Ring ring(3, Ring::Publication::before_the_slot);
  const Violation violation = failure_of(ring, {}).violation;
  EXPECT_THROW(minimise(Ring(3), violation), std::logic_error);
}

// A shorter way leads to another violation first, which must not be taken for this one.
TEST(Minimised, RunsBreakTheSameProperty) {
  SimpleModel model;
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer& observer) {
    state += chooser.choose(run::ChoiceKind::value, 8);
    demand(observer, SimpleModel::kOther, state != 7);
    demand(observer, SimpleModel::kOne, state < 12);
    return true;
  };
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Violation violation = failure_of(model, {.seed = seed}).violation;
    const Violation small = minimise(model, violation);
    EXPECT_EQ(small.property, violation.property);
    const bool odd = violation.property == SimpleModel::kOther;
    EXPECT_EQ(cost(small), (odd ? Cost{0, 1, 0, 7} : Cost{0, 2, 0, 12}));
  }
}

// Steps that are of no use, one at a time between those that are.
TEST(Minimised, RunsLoseSingleSteps) {
  SimpleModel model;
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer& observer) {
    state += chooser.choose(run::ChoiceKind::value, 2) == 0 ? 0x100 : 1;
    demand(observer, SimpleModel::kOne, (state & 0xFF) < 5);
    return true;
  };
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Violation violation = failure_of(model, {.seed = seed}).violation;
    EXPECT_EQ(cost(minimise(model, violation, kNoSearch)), (Cost{0, 5, 0, 5}));
  }
}

// Makes steps, each of one choice or of none.
Violation tell_of(const System& model, run::ChoiceKind kind, std::uint32_t options,
                  const std::vector<std::uint32_t>& taken) {
  std::vector<run::Path> steps{{}};
  for (const std::uint32_t one : taken) steps.push_back({{kind, options, one}});
  return tell(model, steps);
}

// A run may end where none is possible, which is not to be stuck.
TEST(Minimised, RunsAreStuckWhereTheyWere) {
  SimpleModel model;
  model.ends = [](std::uint32_t state) { return state == 100; };
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer&) {
    const bool ends = chooser.choose(run::ChoiceKind::value, 2) == 0;
    if (state == 100 || state == 5) return false;
    state = ends ? 100 : state + 1;
    return true;
  };
  const Violation violation = tell_of(model, run::ChoiceKind::value, 2, {1, 1, 1, 1, 1});
  EXPECT_EQ(cost(minimise(model, violation, kNoSearch)), (Cost{0, 5, 0, 5}));
}

// The shortest way leads over another breach, the one to be found over a higher value.
TEST(Searches, EndWhereAnotherPropertyBreaks) {
  SimpleModel model;
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer& observer) {
    const std::uint32_t way = chooser.choose(run::ChoiceKind::value, 3);
    state = state == 0 ? (way == 0 ? 99 : 20 * way) : state + 1;
    demand(observer, SimpleModel::kOther, state != 99);
    demand(observer, SimpleModel::kOne, state != 100 && state != 30 && state != 42);
    return true;
  };
  const std::vector<std::uint32_t> taken{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  const Violation violation = tell_of(model, run::ChoiceKind::value, 3, taken);
  EXPECT_EQ(cost(minimise(model, violation)), (Cost{0, 3, 0, 2}));
}

// Where no more faults may strike, nothing is possible; the model is not stuck for that.
TEST(Searches, DoNotTakeWantOfFaultsForBeingStuck) {
  SimpleModel model;
  model.ends = [](std::uint32_t) { return false; };
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer&) {
    const std::uint32_t way = chooser.choose(run::ChoiceKind::fault, 3);
    if (way == 0 || state == 9 || state == 12) return false;
    state = state == 0 && way == 2 ? 11 : state + 1;
    return true;
  };
  const std::vector<std::uint32_t> taken(9, 1);
  const Violation violation = tell_of(model, run::ChoiceKind::fault, 3, taken);
  EXPECT_EQ(cost(minimise(model, violation)), (Cost{2, 2, 0, 3}));
}

// Values go down as far as they can.
TEST(Minimised, RunsHaveSmallValues) {
  SimpleModel model;
  model.makes_step = [](std::uint32_t& state, run::Chooser& chooser, Observer& observer) {
    state = chooser.choose(run::ChoiceKind::value, 1000);
    demand(observer, SimpleModel::kOne, state < 700);
    return true;
  };
  const Violation violation = failure_of(model, {}).violation;
  EXPECT_EQ(cost(minimise(model, violation, kNoSearch)), (Cost{0, 1, 0, 700}));
}

}  // namespace
}  // namespace vmcheck::state::random
