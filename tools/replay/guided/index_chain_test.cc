// The places of a connection's bytes: what rings do is taken, from any operation on, and what they
// do not is refused.
#include "tools/replay/guided/index_chain.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "tools/replay/diverged.h"

namespace vmcheck::replay::guided {
namespace {

// What two rings of a size do at random, whose peer's index may have gone on meanwhile.
std::vector<Moved> draw(std::uint64_t size) {
  std::vector<Moved> all;
  std::array<RingPlace, 2> rings{RingPlace{true, size, 0, size - 1}, RingPlace{false, size, 0, 0}};
  for (int i = 0; i < 20; ++i) {
    RingPlace& ring = rings[*rc::gen::inRange<std::size_t>(0, 2)];
    ring.room = *rc::gen::inRange(ring.room, size);
    if (ring.room == 0) continue;
    Moved moved{ring.fills, *rc::gen::inRange<std::uint64_t>(1, ring.room + 1), {}, 0, {}};
    moved.peer = peer_of(ring);
    moved.own = {ring.own, (ring.own + moved.bytes) % size};
    ring.own = moved.own[1];
    ring.room -= moved.bytes;
    all.push_back(moved);
  }
  return all;
}

bool takes(IndexChain& chain, const Moved& moved) {
  try {
    chain.move(moved);
    return true;
  } catch (const Diverged&) {
    return false;
  }
}

TEST(IndexChain, TakesWhatRingsDo) {
  EXPECT_TRUE(rc::check([] {
    const std::uint64_t size = *rc::gen::inRange<std::uint64_t>(2, 9);
    const std::vector<Moved> all = draw(size);
    const std::size_t from = *rc::gen::inRange<std::size_t>(0, all.size() + 1);
    IndexChain chain;
    if (from == 0) chain.begin();
    if (*rc::gen::arbitrary<bool>()) chain.pair(size);
    for (std::size_t i = from; i < all.size(); ++i) RC_ASSERT(takes(chain, all[i]));
  }));
}

// Each number of an operation that is altered by one is refused, once the ring has been seen.
TEST(IndexChain, RefusesWhatRingsDoNot) {
  EXPECT_TRUE(rc::check([] {
    const std::uint64_t size = *rc::gen::inRange<std::uint64_t>(2, 9);
    const std::vector<Moved> all = draw(size);
    RC_PRE(!all.empty());
    IndexChain chain;
    chain.begin();
    chain.pair(size);
    for (std::size_t i = 0; i + 1 < all.size(); ++i) chain.move(all[i]);
    for (const std::uint64_t by : {std::uint64_t{1}, ~std::uint64_t{0}}) {
      for (int field = 0; field < 3; ++field) {
        Moved altered = all.back();
        (field == 0 ? altered.bytes : altered.own[static_cast<std::size_t>(field - 1)]) += by;
        IndexChain again = chain;
        RC_ASSERT(!takes(again, altered));
      }
    }
  }));
}

TEST(IndexChain, HoldsThePeerToItsIndex) {
  IndexChain chain;
  chain.pair(8);
  EXPECT_TRUE(takes(chain, {true, 2, {6, 0}, 4, {}}));   // 5 were free, and 3 are
  EXPECT_FALSE(takes(chain, {true, 4, {0, 4}, 4, {}}));  // more than are free
  EXPECT_FALSE(takes(chain, {true, 1, {0, 1}, 3, {}}));  // backwards
  EXPECT_FALSE(takes(chain, {true, 1, {0, 1}, 8, {}}));  // beyond the ring
  EXPECT_TRUE(takes(chain, {true, 4, {0, 4}, 5, {}}));
  EXPECT_TRUE(takes(chain, {false, 4, {5, 1}, 1, {}}));
  EXPECT_FALSE(takes(chain, {false, 2, {1, 3}, 2, {}}));
}

TEST(IndexChain, ForgetsInAGap) {
  IndexChain chain;
  EXPECT_TRUE(takes(chain, {true, 2, {6, 0}, 4, {}}));
  EXPECT_FALSE(takes(chain, {true, 2, {5, 7}, 4, {}}));
  chain.lose();
  EXPECT_TRUE(takes(chain, {true, 2, {15, 17}, 4, {}}));
  chain.begin();
  EXPECT_FALSE(takes(chain, {true, 2, {17, 19}, 4, {}}));
}

}  // namespace
}  // namespace vmcheck::replay::guided
