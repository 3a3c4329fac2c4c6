#include "sim/state/state_set.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace vmcheck::state {
namespace {

using Value = std::uint64_t;

const std::byte* bytes(const Value& value) {
  return reinterpret_cast<const std::byte*>(&value);
}

TEST(StateSet, TellsStatesWithTheSameHashApart) {
  StateSet set(sizeof(Value), Keep::states);
  Value value = 0;
  for (const std::uint64_t hash : {std::uint64_t{0}, std::uint64_t{7} << 32, UINT64_MAX}) {
    for (int i = 0; i < 50; ++i, ++value) {
      EXPECT_TRUE(set.insert(hash, bytes(value)));
      EXPECT_FALSE(set.insert(hash, bytes(value)));
    }
  }
}

TEST(StateSet, OfFingerprintsTakesThemForOne) {
  StateSet set(sizeof(Value), Keep::fingerprints);
  const Value one = 1;
  const Value two = 2;
  EXPECT_TRUE(set.insert(5, bytes(one)));
  EXPECT_FALSE(set.insert(5, bytes(two)));
  EXPECT_TRUE(set.insert(5 + (std::uint64_t{1} << 63), bytes(two)));
  EXPECT_TRUE(set.insert(0, bytes(one)));
  EXPECT_FALSE(set.insert(0, bytes(one)));
  EXPECT_EQ(set.size(), 3u);
}

TEST(StateSet, KeepsStatesInTheirOrderWhileItGrows) {
  for (const Keep keep : {Keep::states, Keep::fingerprints}) {
    StateSet set(sizeof(Value), keep);
    // Neighbours in the table as well as far from each other.
    const auto hash = [](Value value) { return value % 2 ? value << 40 | value : value / 4 * 4; };
    const auto insert = [&](Value value) { return set.insert(hash(value) + value, bytes(value)); };
    for (Value value = 0; value < 100'000; ++value) ASSERT_TRUE(insert(value));
    for (Value value = 0; value < 100'000; ++value) {
      ASSERT_FALSE(insert(value));
      Value kept = 0;
      std::memcpy(&kept, set.state(value), sizeof kept);
      ASSERT_EQ(kept, value);
    }
  }
}

TEST(StateSet, ForgetsStatesOfFingerprintsButNotThatTheyWere) {
  StateSet set(sizeof(Value), Keep::fingerprints);
  for (Value value = 0; value < 100'000; ++value) set.insert(value, bytes(value));
  const std::uint64_t before = set.bytes();
  set.forget_before(90'000);
  EXPECT_LT(set.bytes(), before - 600'000);
  EXPECT_FALSE(set.insert(3, bytes(3)));
  EXPECT_TRUE(set.insert(100'000, bytes(100'000)));
}

TEST(StateSet, SaysBeforehandHowMuchMemoryItWillUse) {
  for (const Keep keep : {Keep::states, Keep::fingerprints}) {
    StateSet set(sizeof(Value), keep);
    for (Value value = 0; value < 30'000; ++value) {
      const std::uint64_t promised = set.bytes_with(1);
      ASSERT_GE(promised, set.bytes());
      set.insert(value, bytes(value));
      ASSERT_LE(set.bytes(), promised);
      if (value % 1000 == 0) {
        StateSet copy(sizeof(Value), keep);
        EXPECT_LE(set.bytes(), copy.bytes_with(set.size()));
      }
    }
  }
}

}  // namespace
}  // namespace vmcheck::state
