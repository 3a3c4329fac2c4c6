// Who may have how many of the events that are missing, against a search for any way to give them.
#include "tools/replay/guided/lost_events.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vmcheck::replay::guided {
namespace {

struct Asks {
  std::size_t since = 0;  // gaps that are too early
  std::size_t until = 0;  // gaps that there are so far
};

// Whether each can have one event of its own.
bool can_all_have_one(const std::vector<Asks>& all, std::size_t next,
                      std::vector<std::uint64_t>& left) {
  if (next == all.size()) return true;
  for (std::size_t gap = all[next].since; gap < all[next].until; ++gap) {
    if (left[gap] == 0) continue;
    --left[gap];
    const bool can = can_all_have_one(all, next + 1, left);
    ++left[gap];
    if (can) return true;
  }
  return false;
}

TEST(LostEvents, AreGivenToAllThatCanHaveThem) {
  EXPECT_TRUE(rc::check([] {
    LostEvents lost;
    std::vector<std::uint64_t> gaps;
    std::vector<Asks> given;
    for (int turn = 0; turn < 8; ++turn) {
      if (*rc::gen::inRange(0, 3) == 0) {
        gaps.push_back(*rc::gen::inRange<std::uint64_t>(0, 3));
        lost.add(gaps.back());
        continue;
      }
      const Asks asks{*rc::gen::inRange<std::size_t>(0, gaps.size() + 1), gaps.size()};
      given.push_back(asks);
      const bool can = can_all_have_one(given, 0, gaps);
      RC_ASSERT((lost.left(asks.since) >= 1) == can);
      if (can) {
        lost.take(asks.since, 1);
      } else {
        given.pop_back();
      }
    }
    RC_ASSERT(lost.gaps() == gaps.size());
  }));
}

TEST(LostEvents, AreAnyNumberWhereNobodyKnows) {
  LostEvents lost;
  lost.add(2);
  lost.add(std::nullopt);
  EXPECT_EQ(lost.left(0), LostEvents::kAny);
  lost.take(0, 100);
  EXPECT_EQ(lost.left(1), LostEvents::kAny);
  EXPECT_EQ(lost.left(2), 0u);
  lost.add(1);
  lost.take(2, 1);
  EXPECT_EQ(lost.left(2), 0u);
}

TEST(LostEvents, AreForgotten) {
  LostEvents lost;
  lost.add(2);
  lost.add(3);
  lost.forget(1);
  EXPECT_EQ(lost.left(0), 3u);
  EXPECT_EQ(lost.gaps(), 2u);
}

}  // namespace
}  // namespace vmcheck::replay::guided
