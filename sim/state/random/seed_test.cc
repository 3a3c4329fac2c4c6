#include "sim/state/random/seed.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>

#include "sim/state/random/generator.h"
#include "sim/state/random/plan.h"
#include "sim/state/random/strikes.h"

namespace vmcheck::state::random {
namespace {

// What the authors' programs print.
TEST(Generators, GiveThePublishedNumbers) {
  EXPECT_EQ(mix(0), 0xE220A8397B1DCDAFu);
  EXPECT_EQ(mix(0x9E3779B97F4A7C15), 0x6E789E6AA1B965F4u);
  Generator random(std::array<std::uint64_t, 4>{1, 2, 3, 4});
  for (const std::uint64_t number : {11520ull, 0ull, 1509978240ull, 1215971899390074240ull}) {
    EXPECT_EQ(random.next(), number);
  }
}

TEST(Generators, GiveEachNumberEquallyOften) {
  Generator random(7);
  std::array<int, 5> counts{};
  for (int i = 0; i < 50'000; ++i) ++counts.at(random.below(5));
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 400);
  int rare = 0;
  for (int i = 0; i < 80'000; ++i) rare += random.once_in_power(3) ? 1 : 0;
  EXPECT_NEAR(rare, 10'000, 400);
}

// Those of a class that a model has not are not drawn.
TEST(Strikes, ComeAtTheirRates) {
  constexpr int kTimes = 64'000;
  constexpr std::array<std::uint8_t, kFaultClasses> kRates{0, 1, 2, 3, 1, 10, 1};
  Strikes strikes;
  strikes.begin(kRates, UINT32_MAX & ~run::option(6, true));
  Generator random(7);
  std::array<int, kFaultClasses> counts{};
  int both = 0;   // two classes at once,
  int twice = 0;  // and one this time and the last
  bool last = false;
  for (int i = 0; i < kTimes; ++i) {
    const run::Options drawn = strikes.draw(random);
    for (std::uint32_t j = 0; j < kFaultClasses; ++j) counts.at(j) += (drawn >> j & 1) != 0 ? 1 : 0;
    const bool now = (drawn >> 1 & 1) != 0;
    both += now && (drawn >> 4 & 1) != 0 ? 1 : 0;
    twice += now && last ? 1 : 0;
    last = now;
  }
  for (std::uint32_t j = 0; j < kFaultClasses; ++j) {
    const bool is_on = kRates[j] != 0 && j != 6;
    const int expected = is_on ? kTimes >> kRates[j] : 0;
    EXPECT_NEAR(counts.at(j), expected, is_on ? 500 >> kRates[j] / 2 : 0) << j;
  }
  EXPECT_NEAR(both, kTimes / 4, 500);
  EXPECT_NEAR(twice, kTimes / 4, 500);
}

// Nothing is left of the run before.
TEST(Strikes, AreThoseOfTheRun) {
  constexpr std::array<std::uint8_t, kFaultClasses> kRates{0, 1, 2};
  Generator random(7);
  Strikes used;
  used.begin({1}, UINT32_MAX);
  for (int i = 0; i < 10; ++i) used.draw(random);
  used.begin(kRates, UINT32_MAX);
  Strikes fresh;
  fresh.begin(kRates, UINT32_MAX);
  Generator same = random;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(used.draw(random), fresh.draw(same)) << i;
}

TEST(Seeds, OfNumbersAreTheNumbers) {
  EXPECT_EQ(parse_seed("0"), 0u);
  EXPECT_EQ(parse_seed("42"), 42u);
  EXPECT_EQ(parse_seed("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(parse_seed("0xff"), 255u);
  EXPECT_EQ(parse_seed("0xFFFFFFFFFFFFFFFF"), UINT64_MAX);
}

// As a program in C prints XXH3_64bits of them.
TEST(Seeds, OfOtherTextsAreTheirHashes) {
  EXPECT_EQ(parse_seed("b6ec50c"), 0xAE39D7DCFB981740u);
  EXPECT_EQ(parse_seed("18446744073709551616"), 0x7BE2153177DB3E37u);
  EXPECT_EQ(parse_seed("0x"), 0x890FE2BB71E3ECACu);
  EXPECT_EQ(parse_seed("-1"), 0xBC25A7B612CBA21Fu);
  EXPECT_NE(parse_seed("12ab"), 12u);
  EXPECT_THROW(parse_seed(""), std::invalid_argument);
}

RC_GTEST_PROP(Seeds, OfAnyTextAreSeeds, (const std::string& text)) {
  RC_PRE(!text.empty());
  RC_ASSERT(parse_seed(text) == parse_seed(text));
}

RC_GTEST_PROP(Seeds, ThatArePrintedAreRead, (std::uint64_t seed)) {
  RC_ASSERT(parse_seed(std::to_string(seed)) == seed);
}

TEST(Seeds, OfRunsDiffer) {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t campaign = 0; campaign < 100; ++campaign) {
    for (std::uint64_t run = 0; run < 100; ++run) seeds.insert(run_seed(campaign, run));
  }
  EXPECT_EQ(seeds.size(), 10'000u);
}

// What a strategy fixes is so, and changes nothing else.
RC_GTEST_PROP(Plans, AreAsTheStrategySays, (std::uint64_t seed, std::uint16_t steps)) {
  Generator random(seed);
  Generator other(seed);
  const Plan open = draw_plan({}, steps, random);
  const Plan fixed = draw_plan({Schedule::priorities, Faults::swarm, 7, 100}, steps, other);
  RC_ASSERT(random.next() == other.next());
  RC_ASSERT(open.changes <= 4u);
  RC_ASSERT(open.round >= 4u);
  RC_ASSERT((open.round <= steps || open.round == 4));
  RC_ASSERT(fixed.schedule == Schedule::priorities);
  RC_ASSERT(fixed.faults == Faults::swarm);
  RC_ASSERT(fixed.changes == 7u);
  RC_ASSERT(fixed.round == 100u);
  RC_ASSERT(fixed.rates == open.rates);
}

TEST(Plans, AreTold) {
  Plan plan;
  EXPECT_EQ(to_string(plan), "uniform; faults uniform");
  plan.schedule = Schedule::priorities;
  plan.changes = 1;
  plan.round = 64;
  plan.faults = Faults::swarm;
  EXPECT_EQ(to_string(plan), "priorities with 1 change in 64 steps; faults off");
  plan.rates[0] = 3;
  plan.rates[3] = 1;
  EXPECT_EQ(to_string(plan), "priorities with 1 change in 64 steps; faults 0:1/8 3:1/2");
  EXPECT_EQ(to_string(plan, {"lost", "late"}),
            "priorities with 1 change in 64 steps; faults lost:1/8");
  EXPECT_EQ(to_string(plan, {"", "late"}), "priorities with 1 change in 64 steps; faults off");
}

}  // namespace
}  // namespace vmcheck::state::random
