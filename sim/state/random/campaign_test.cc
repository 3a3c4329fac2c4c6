#include "sim/state/random/campaign.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/state/examples/counters.h"
#include "sim/state/examples/peterson.h"
#include "sim/state/examples/philosophers.h"
#include "sim/state/examples/ring.h"
#include "sim/state/random/examples/lossy_channel.h"
#include "sim/state/random/seed.h"
#include "sim/state/random/simple_model.h"
#include "sim/state/story.h"

namespace vmcheck::state::random {
namespace {

using Sender = LossyChannel::Sender;
using Receiver = LossyChannel::Receiver;

std::vector<Strategy> all_strategies() {
  std::vector<Strategy> strategies{{}};
  for (const Schedule schedule : {Schedule::uniform, Schedule::priorities}) {
    for (const Faults faults : {Faults::uniform, Faults::swarm}) {
      strategies.push_back({schedule, faults, {}, {}});
    }
  }
  return strategies;
}

// Everything that a result says.
std::string everything(const Result& result) {
  std::string text =
      fmt::format("{} runs, {} over, {} steps\n", result.runs, result.over, result.steps);
  for (const explore::Coverage& entry : result.coverage) {
    text += fmt::format("{} {}\n", entry.property.name, entry.count);
  }
  if (!result.failure) return text;
  return text +
         fmt::format("run {}, seed {}, {}, {} without faults\n", result.failure->run,
                     result.failure->seed, to_string(result.failure->plan),
                     result.failure->recovery) +
         story(result.failure->violation, 0);
}

TEST(EachStrategy, FindsWhatIsBroken) {
  const Peterson peterson(Peterson::Entry::yields_then_wants);
  const Ring ring(3, Ring::Publication::before_the_slot);
  const Philosophers philosophers(4, Philosophers::Manners::all_alike);
  const LossyChannel twice(3, Sender::sends_again, Receiver::hands_all_on);
  const LossyChannel waits(3, Sender::waits);
  const Counters counters(5, 20);
  for (const Strategy& strategy : all_strategies()) {
    const Options options{.strategy = strategy};
    const auto broken = [&](const System& model) {
      const Result result = explore_randomly(model, options);
      return result.failure ? result.failure->violation.property.name : "none";
    };
    EXPECT_EQ(broken(peterson), "exclusive");
    EXPECT_EQ(broken(ring), "fifo");
    EXPECT_EQ(broken(philosophers), "progress");
    EXPECT_EQ(broken(twice), "once");
    EXPECT_EQ(broken(waits), "progress");
    EXPECT_EQ(broken(counters), "small");
  }
}

TEST(EachStrategy, FindsNothingWhereNothingIsBroken) {
  for (const Strategy& strategy : all_strategies()) {
    const Options options{.runs = 20, .bounds = {1000, 0}, .strategy = strategy};
    EXPECT_FALSE(explore_randomly(Peterson(), options).failure);
    EXPECT_FALSE(explore_randomly(Ring(3), options).failure);
    EXPECT_FALSE(
        explore_randomly(Philosophers(4, Philosophers::Manners::one_different), options).failure);
    const Result counters = explore_randomly(Counters(5), options);
    EXPECT_FALSE(counters.failure);
    EXPECT_EQ(counters.over, 20u);
    EXPECT_EQ(counters.steps, 20u * 25);
    EXPECT_EQ(counters.coverage.front().count, 20u * 26);
  }
}

TEST(Results, AreTheSameForAnyNumberOfThreads) {
  const Ring ring(3, Ring::Publication::before_the_slot);
  const LossyChannel channel(100);
  const LossyChannel twice(3, Sender::sends_again, Receiver::hands_all_on);
  for (const System* model : std::vector<const System*>{&ring, &channel, &twice}) {
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      Options options{.seed = seed, .runs = 3000, .bounds = {20, 5}};
      if (model == &channel) options.bounds.recovery = 0;
      const std::string one = everything(explore_randomly(*model, options));
      for (const std::uint32_t workers : {1u, 2u, 3u}) {
        options.workers = workers;
        EXPECT_EQ(everything(explore_randomly(*model, options)), one);
      }
    }
  }
}

// The run that failed, alone: by its number, and by its seed.
TEST(Runs, CanBeRepeatedAlone) {
  const LossyChannel twice(3, Sender::sends_again, Receiver::hands_all_on);
  Options options{.seed = 6, .bounds = {8, 0}};
  const Result result = explore_randomly(twice, options);
  ASSERT_TRUE(result.failure);
  ASSERT_GT(result.failure->run, 0u);
  EXPECT_EQ(result.failure->run + 1, result.runs);
  EXPECT_EQ(result.failure->seed, run_seed(6, result.failure->run));

  options.first = result.failure->run;
  options.runs = 1;
  const Result alone = explore_randomly(twice, options);
  ASSERT_TRUE(alone.failure);
  EXPECT_EQ(story(alone.failure->violation), story(result.failure->violation));

  Walk walk(twice, options.bounds);
  walk.record(true);
  EXPECT_EQ(walk.run(result.failure->seed).ending, Ending::broken);
  EXPECT_EQ(walk.plan(), result.failure->plan);
  ASSERT_EQ(walk.steps().size(), result.failure->violation.moves.size());
  for (std::size_t i = 0; i < walk.steps().size(); ++i) {
    EXPECT_EQ(walk.steps()[i], result.failure->violation.moves[i].choices);
  }
}

TEST(Runs, OfDifferentSeedsDiffer) {
  const Counters counters(100);
  Walk walk(counters, {20, 0});
  walk.record(true);
  std::set<std::string> paths;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    walk.run(seed);
    std::string path;
    for (const run::Path& step : walk.steps()) path += run::to_string(step) + "\n";
    paths.insert(path);
  }
  EXPECT_GT(paths.size(), 90u);
}

TEST(Campaigns, EndWhenTheyAreStopped) {
  std::uint64_t asked = 0;
  Options options{.runs = UINT64_MAX, .bounds = {1000, 0}};
  options.stop = [&](const Progress& progress) {
    ++asked;
    return progress.steps > 3'000'000;
  };
  const Result result = explore_randomly(Ring(3), options);
  EXPECT_GT(result.steps, 3'000'000u);
  EXPECT_LT(result.steps, 5'000'000u);
  EXPECT_EQ(result.steps, 1000 * result.runs);
  EXPECT_GT(asked, 2u);
}

TEST(Models, ThatThrowEndTheCampaign) {
  SimpleModel model;
  model.makes_step = [](std::uint32_t& state, run::Chooser&, Observer&) {
    if (++state > 100) throw std::runtime_error("oops");
    return true;
  };
  EXPECT_THROW(explore_randomly(model), std::runtime_error);
  EXPECT_THROW(explore_randomly(model, {.workers = 3}), std::runtime_error);
}

}  // namespace
}  // namespace vmcheck::state::random
