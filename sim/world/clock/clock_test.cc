// The virtual clock against one that knows what time it is.
#include "sim/world/clock/clock.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace vmcheck::world {
namespace {

constexpr std::uint32_t kTimers = 3;

// Timers by the time of day at which they expire.
struct Day {
  struct Entry {
    std::optional<std::uint64_t> deadline;
    bool late = false;
    bool expiring = false;
  };
  std::uint64_t now = 0;
  std::array<Entry, kTimers> entries;

  bool is_due(std::uint32_t number) const {
    return entries[number].deadline && *entries[number].deadline <= now;
  }

  std::optional<std::uint64_t> pass() {
    std::optional<std::uint64_t> next;
    for (std::uint32_t i = 0; i < kTimers; ++i) {
      if (is_due(i) && !entries[i].late) return std::nullopt;
      if (!entries[i].deadline || is_due(i)) continue;
      next = std::min(next.value_or(*entries[i].deadline), *entries[i].deadline);
    }
    if (!next) return std::nullopt;
    const std::uint64_t passed = *next - now;
    now = *next;
    return passed;
  }
};

void demand_equal(const std::array<Timer, kTimers>& timers, const Day& day) {
  for (std::uint32_t i = 0; i < kTimers; ++i) {
    const Day::Entry& entry = day.entries[i];
    RC_ASSERT((timers[i].runs != 0) == entry.deadline.has_value());
    RC_ASSERT((timers[i].expiring != 0) == entry.expiring);
    const std::uint64_t left =
        entry.deadline && !day.is_due(i) ? *entry.deadline - day.now : std::uint64_t{0};
    RC_ASSERT(timers[i].left == left);
    RC_ASSERT(timers[i].is_due() == day.is_due(i));
  }
}

void make_move(Clock& clock, Day& day) {
  const auto number = *rc::gen::inRange(0u, kTimers);
  Day::Entry& entry = day.entries[number];
  switch (*rc::gen::inRange(0, 7)) {
    case 0: {
      const auto milliseconds = *rc::gen::element(0u, 1u, 2u, 5u, 2000u, 0xffffffffu);
      clock.start(number, milliseconds);
      entry.deadline = day.now + milliseconds;
      entry.late = false;
      break;
    }
    case 1:
      clock.stop(number);
      entry.deadline.reset();
      break;
    case 2:
      RC_ASSERT(clock.end(number) == !entry.expiring);
      entry.deadline.reset();
      break;
    case 3: {
      const std::optional<std::uint64_t> expected = day.pass();
      const std::optional<std::uint32_t> passed = clock.pass();
      RC_ASSERT(passed.has_value() == expected.has_value());
      if (expected) RC_ASSERT(*passed == *expected);
      break;
    }
    case 4: {
      const bool may = day.is_due(number) && !entry.late;
      RC_ASSERT(clock.pass_by(number) == may);
      entry.late = entry.late || may;
      break;
    }
    case 5: {
      const bool may = day.is_due(number) && !entry.expiring;
      RC_ASSERT(clock.expire(number) == may);
      if (may) entry = {std::nullopt, false, true};
      break;
    }
    default:
      clock.return_from_handler(number);
      entry.expiring = false;
  }
}

TEST(Clock, IsOneThatKnowsTheTimeOfDay) {
  EXPECT_TRUE(rc::check([] {
    std::array<Timer, kTimers> timers{};
    Clock clock(timers);
    Day day;
    const auto moves = *rc::gen::inRange(0, 60);
    for (int i = 0; i < moves; ++i) {
      make_move(clock, day);
      demand_equal(timers, day);
    }
  }));
}

TEST(Clock, ExpiresInTheOrderOfDeadlines) {
  std::array<Timer, kTimers> timers{};
  Clock clock(timers);
  clock.start(0, 20);
  clock.start(1, 10);
  clock.start(2, 10);
  EXPECT_FALSE(clock.expire(1));
  EXPECT_EQ(clock.pass(), 10u);
  EXPECT_EQ(clock.pass(), std::nullopt) << "two are due";
  EXPECT_FALSE(clock.expire(0));
  EXPECT_TRUE(clock.expire(2));
  EXPECT_TRUE(clock.expire(1));
  EXPECT_EQ(clock.pass(), 10u);
  EXPECT_TRUE(clock.expire(0));
  EXPECT_EQ(clock.pass(), std::nullopt) << "none runs";
}

TEST(Clock, PassesByOnlyThoseThatAreToBeLate) {
  std::array<Timer, kTimers> timers{};
  Clock clock(timers);
  clock.start(0, 10);
  clock.start(1, 30);
  EXPECT_FALSE(clock.pass_by(0)) << "it is not due";
  EXPECT_EQ(clock.pass(), 10u);
  EXPECT_TRUE(clock.pass_by(0));
  EXPECT_EQ(clock.pass(), 20u);
  EXPECT_TRUE(clock.expire(1)) << "the later one before the late one";
  EXPECT_TRUE(clock.expire(0));
}

TEST(Clock, WhatWasLateIsNotWhenItBeginsAnew) {
  std::array<Timer, kTimers> timers{};
  Clock clock(timers);
  clock.start(0, 0);
  clock.start(1, 10);
  EXPECT_TRUE(clock.pass_by(0));
  clock.start(0, 0);
  EXPECT_EQ(clock.pass(), std::nullopt) << "it is due again";
  EXPECT_TRUE(clock.pass_by(0));
}

TEST(Clock, AHandlerOnItsWayIsNotStopped) {
  std::array<Timer, kTimers> timers{};
  Clock clock(timers);
  clock.start(0, 10);
  EXPECT_EQ(clock.pass(), 10u);
  EXPECT_TRUE(clock.expire(0));
  EXPECT_EQ(timers[0].runs, 0);
  clock.start(0, 5);
  EXPECT_EQ(timers[0].runs, 1) << "the handler sees that it is called for an earlier start";
  EXPECT_EQ(clock.pass(), 5u);
  EXPECT_FALSE(clock.expire(0)) << "its handler runs";
  EXPECT_FALSE(clock.end(0));
  clock.return_from_handler(0);
  EXPECT_TRUE(clock.end(0));
}

// However late it is, a world in which the same happens is the same.
TEST(Clock, IsTheSameWhenTheSameTimersRun) {
  std::array<Timer, kTimers> early{};
  Clock(early).start(0, 10);
  std::array<Timer, kTimers> late{};
  Clock clock(late);
  clock.start(1, 1000);
  EXPECT_EQ(clock.pass(), 1000u);
  EXPECT_TRUE(clock.expire(1));
  clock.return_from_handler(1);
  clock.start(0, 10);
  EXPECT_TRUE(std::ranges::equal(std::as_bytes(std::span(early)), std::as_bytes(std::span(late))));
}

}  // namespace
}  // namespace vmcheck::world
