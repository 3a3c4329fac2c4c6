// Random runs of the scenarios of a machine's sockets that have too many states to visit them all.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "model/vsock_fsm/stack/scenarios.h"
#include "sim/state/random/campaign.h"
#include "sim/state/story.h"

namespace vmcheck::device::sockets {
namespace {

constexpr std::uint64_t kRuns = 20000;
constexpr std::uint64_t kSteps = 2000;
constexpr std::uint64_t kRecovery = 4000;

TEST(RandomRuns, OfSampledScenariosHold) {
  int tried = 0;
  for (const state::Scenario& scenario : scenarios(stack_cores::sound_stack)) {
    if (!scenario.sampled) continue;
    ++tried;
    const state::random::Result runs = state::random::explore_randomly(
        *scenario.model, {.seed = 7, .runs = kRuns, .bounds = {kSteps, kRecovery}, .workers = 2});
    RecordProperty(scenario.name, std::to_string(runs.steps));
    for (const explore::Coverage& coverage : runs.coverage) {
      EXPECT_GT(coverage.count, 0U) << scenario.name << " never has " << coverage.property.name;
    }
    EXPECT_FALSE(runs.failure) << scenario.name << '\n' << state::story(runs.failure->violation);
  }
  EXPECT_EQ(tried, 7);
}

}  // namespace
}  // namespace vmcheck::device::sockets
