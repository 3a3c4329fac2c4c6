#include "sim/state/random/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstddef>

namespace vmcheck::state::random {
namespace {

constexpr std::uint32_t kMostChanges = 4;
constexpr std::uint32_t kLowestRate = 10;
constexpr std::uint64_t kShortestRound = 4;

// Empty for one of which nothing is to be told.
std::string class_name(const std::vector<std::string>& classes, std::size_t number) {
  if (classes.empty()) return std::to_string(number);
  return number < classes.size() ? classes[number] : std::string();
}

// A power of two up to `steps`, each as probable as the others; but none so short that who goes
// first is drawn anew in nearly each step: other runs do that.
std::uint64_t draw_round(std::uint64_t steps, Generator& random) {
  const int bits = std::bit_width(std::max(steps / kShortestRound, std::uint64_t{1}));
  return kShortestRound << random.below(static_cast<std::uint32_t>(bits));
}

}  // namespace

// Draws the same numbers whatever the strategy leaves open, so that what it fixes changes nothing
// else.
Plan draw_plan(const Strategy& strategy, std::uint64_t steps, Generator& random) {
  Plan plan;
  const bool uniform_schedule = random.once_in_power(1);
  const bool uniform_faults = random.once_in_power(4);
  const std::uint32_t changes = random.below(kMostChanges + 1);
  const std::uint64_t round = draw_round(steps, random);
  plan.schedule =
      strategy.schedule.value_or(uniform_schedule ? Schedule::uniform : Schedule::priorities);
  plan.faults = strategy.faults.value_or(uniform_faults ? Faults::uniform : Faults::swarm);
  plan.changes = strategy.changes.value_or(changes);
  plan.round = std::max<std::uint64_t>(strategy.round.value_or(round), 1);
  plan.recovers_in_turn = random.once_in_power(1);
  for (std::uint8_t& rate : plan.rates) {
    const bool on = random.once_in_power(1);
    const std::uint32_t drawn = 1 + random.below(kLowestRate);
    if (on) rate = static_cast<std::uint8_t>(drawn);
  }
  return plan;
}

std::string to_string(const Plan& plan, const std::vector<std::string>& classes) {
  std::string text = plan.schedule == Schedule::uniform
                         ? "uniform"
                         : fmt::format("priorities with {} change{} in {} steps", plan.changes,
                                       plan.changes == 1 ? "" : "s", plan.round);
  text += "; faults";
  if (plan.faults == Faults::uniform) return text + " uniform";
  bool any = false;
  for (std::size_t i = 0; i < kFaultClasses; ++i) {
    const std::string name = class_name(classes, i);
    if (plan.rates[i] == 0 || name.empty()) continue;
    text += fmt::format(" {}:1/{}", name, 1U << plan.rates[i]);
    any = true;
  }
  return any ? text : text + " off";
}

}  // namespace vmcheck::state::random
