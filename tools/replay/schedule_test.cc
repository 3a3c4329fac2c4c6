#include "tools/replay/schedule.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "model/device/seeded_faults.h"
#include "model/notification/seeded_faults.h"
#include "model/qpair/lifecycle/seeded_faults.h"
#include "model/qpair/scenarios.h"
#include "model/qpair/seeded_faults.h"
#include "model/state_scenarios.h"
#include "sim/explore/graphs.h"
#include "sim/explore/story.h"
#include "sim/memory/models.h"
#include "sim/state/replay.h"
#include "sim/state/states.h"
#include "sim/state/story.h"
#include "tools/replay/replay.h"

namespace vmcheck::replay {
namespace {

// The run with which a fault breaks its property, and how that is told.
struct Found {
  Schedule schedule;
  std::string story;
};

Found find_in_graphs(const std::vector<run::Scenario>& candidates, const std::string& fault,
                     const std::string& scenario, const std::string& model) {
  for (const run::Scenario& candidate : candidates) {
    if (candidate.name != scenario) continue;
    const explore::Violation violation =
        *explore::explore_graphs(candidate, *memory::find_model(model)).violation;
    return {{scenario, fault, model, violation.property.name, violation.path},
            explore::story(violation)};
  }
  throw std::invalid_argument(scenario);
}

Found find(const std::string& fault, const std::string& scenario, const std::string& model) {
  return find_in_graphs(qpair::scenarios(*qpair::find_core(fault)), fault, scenario, model);
}

// The same in a scenario that is explored state by state.
Found find_in_states(const std::string& fault, const std::string& scenario) {
  for (const state::Scenario& candidate : state_scenarios(fault)) {
    if (candidate.name != scenario) continue;
    const state::Violation violation = *state::explore_states(*candidate.model).violation;
    return {{scenario, fault, kStatesModel, violation.property.name, state::path_of(violation),
             state::cycle_of(violation)},
            state::story(violation)};
  }
  throw std::invalid_argument(scenario);
}

Outcome replay_text(const std::string& text) {
  std::istringstream in(text);
  return replay_stream(in, "s");
}

std::string with(std::string text, const std::string& what, const std::string& instead) {
  return text.replace(text.find(what), what.size(), instead);
}

void expect_replayed(const Found& found) {
  const Outcome outcome = replay_text(to_text(found.schedule));
  EXPECT_EQ(outcome.verdict, Verdict::diverged) << found.schedule.fault;
  EXPECT_EQ(outcome.message + '\n', found.story);
  EXPECT_EQ(outcome.events, found.schedule.path.size());
}

TEST(Schedule, ReplaysEverySeededFaultsViolation) {
  for (const qpair::SeededFault& fault : qpair::seeded_faults()) {
    expect_replayed(find(fault.core->name, fault.scenario, fault.strongest_model));
  }
}

TEST(Schedule, ReplaysEveryViolationOfNotifications) {
  for (const notification::SeededFault& fault : notification::seeded_faults()) {
    expect_replayed(find_in_graphs(fault.core->scenarios(), fault.core->name, fault.scenario,
                                   fault.models.front()));
  }
}

TEST(Schedule, ReplaysEveryViolationOfTheDevice) {
  for (const device::SeededFault& fault : device::seeded_faults()) {
    if (fault.by != device::SeededFault::By::all_states) continue;
    expect_replayed(find_in_states(fault.core->name, fault.scenario));
  }
}

TEST(Schedule, ReplaysEveryViolationOfQueuePairsLives) {
  for (const device::lifecycle::SeededFault& fault : device::lifecycle::seeded_faults()) {
    expect_replayed(find_in_states(fault.core->name, fault.scenario));
  }
}

TEST(Schedule, OfTheDeviceHoldsOnTheSoundCore) {
  // The core with this fault goes the same way until it is stuck.
  Found found = find_in_states("deferred_work_not_asked_for", "device/doorbells");
  found.schedule.fault = "none";
  const Outcome outcome = replay_text(to_text(found.schedule));
  EXPECT_EQ(outcome.verdict, Verdict::holds) << outcome.message;
}

TEST(Schedule, HoldsOnTheSoundCore) {
  // This fault shows when the tasks have ended, so the sound core can go all of the way.
  Found found = find("index_equal_to_size", "qpair/lying-peer", "sc");
  found.schedule.fault = "none";
  const Outcome outcome = replay_text(to_text(found.schedule));
  EXPECT_EQ(outcome.verdict, Verdict::holds) << outcome.message;
}

class Refusal : public testing::Test {
 protected:
  const std::string text_ = to_text({"qpair/producer-consumer",
                                     "none",
                                     "tso",
                                     "fifo",
                                     {{run::ChoiceKind::value, 4, 1},
                                      {run::ChoiceKind::schedule, 2, 0},
                                      {run::ChoiceKind::schedule, 2, 1}}});

  void expect(const std::string& text, const std::string& message) {
    const Outcome outcome = replay_text(text);
    EXPECT_EQ(outcome.verdict, Verdict::bad_input) << text;
    EXPECT_NE(outcome.message.find(message), std::string::npos) << outcome.message;
  }
};

TEST_F(Refusal, NamesLineAndField) {
  EXPECT_EQ(replay_text(text_).verdict, Verdict::holds);
  expect(with(text_, "qpair/producer-consumer", "qpair/nope"), "s:1: field \"scenario\"");
  expect(with(text_, "\"fault\":\"none\"", "\"fault\":\"nope\""), "s:1: field \"fault\"");
  expect(with(text_, "\"model\":\"tso\"", "\"model\":\"rmo\""), "s:1: field \"model\"");
  expect(with(text_, "\"version\":1", "\"version\":2"), "s:1: field \"version\"");
  expect(with(text_, "\"step\":2", "\"step\":3"), "s:3: field \"step\"");
  expect(with(text_, "\"taken\":1,\"of\":4", "\"taken\":4,\"of\":4"), "s:2: field \"taken\"");
  expect(with(text_, "\"choice\":\"value\"", "\"choice\":\"walue\""), "s:2: field \"choice\"");
  expect(with(text_, "\"events\":3", "\"events\":2"), "s:5: field \"events\"");
  expect(text_ + "{}\n", "s:6: ");
}

TEST_F(Refusal, OfTheRunOfAnotherProgram) {
  expect(with(text_, "\"of\":4", "\"of\":5"), "the scenario or the core has changed");
  expect(with(text_, "\"choice\":\"value\"", "\"choice\":\"fault\""),
         "the scenario or the core has changed");
}

// Faults and scenarios belong to one core, and that to one kind of search.
TEST_F(Refusal, OfWhatBelongsToTheOtherCore) {
  expect(with(text_, "\"fault\":\"none\"", "\"fault\":\"waiter_not_woken\""),
         "s:1: field \"fault\"");
  expect(with(text_, "\"model\":\"tso\"", "\"model\":\"states\""), "s:1: field \"scenario\"");
  const std::string device = with(text_, "qpair/producer-consumer", "device/doorbells");
  expect(device, "s:1: field \"scenario\"");
  const std::string states = with(device, "\"model\":\"tso\"", "\"model\":\"states\"");
  expect(states, "the scenario or the core has changed");
  expect(with(states, "\"fault\":\"none\"", "\"fault\":\"tail_before_data\""),
         "s:1: field \"fault\"");
}

TEST_F(Refusal, OfARunOfTheDeviceThatIsNone) {
  const Schedule found = find_in_states("rung_before_it_is_live", "device/doorbells").schedule;
  // A thread that begins an operation chooses of which doorbell.
  Schedule within_a_step = found;
  within_a_step.path.resize(1);
  expect(to_text(within_a_step), "the run ends within a step");
  Schedule of_others = found;
  ++of_others.path.front().options;
  expect(to_text(of_others), "the scenario or the core has changed");
}

TEST_F(Refusal, OfARunWithoutEndThatIsNone) {
  const Schedule found =
      find_in_states("looked_at_from_the_beginning", "device/doorbells-without-end").schedule;
  ASSERT_TRUE(found.cycle);
  const auto expect_refused = [&](std::optional<std::size_t> cycle, const std::string& message) {
    Schedule damaged = found;
    damaged.cycle = cycle;
    expect(to_text(damaged), message);
  };
  // The first choice is of the initial state.
  expect_refused(0, "no step begins where the cycle is said to begin");
  expect_refused(1, "the cycle does not close");
  expect_refused(found.path.size(),
                 fmt::format("s:1: field \"cycle\": expected a choice, from 1 to "
                             "{}, got {}",
                             found.path.size(), found.path.size() + 1));
  Schedule cut = found;
  cut.path.pop_back();
  expect(to_text(cut), "the cycle does not close");
  Schedule another = found;
  another.property = "locks";
  expect(to_text(another), "s:1: field \"property\": expected a goal");
  const std::string text = to_text(found);
  expect(with(text, "\"cycle\":", "\"cycle\":-"), "s:1: field \"cycle\"");
  expect(with(text_, "\"property\":", "\"cycle\":1,\"property\":"), "s:1: field \"cycle\"");
}

TEST_F(Refusal, OfEveryPrefix) {
  for (std::size_t length = 0; length < text_.size(); ++length) {
    expect(text_.substr(0, length), "s");
  }
}

}  // namespace
}  // namespace vmcheck::replay
