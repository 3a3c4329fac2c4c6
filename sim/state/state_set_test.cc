#include "sim/state/state_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace vmcheck::state {
namespace {

using Value = std::uint64_t;

const Packing& values() {
  static const Packing packing(std::vector<std::byte>(sizeof(Value)));
  return packing;
}

const std::byte* bytes(const Value& value) {
  return reinterpret_cast<const std::byte*>(&value);
}

// Good until the next one.
std::span<const std::byte> packed(const Value& value) {
  static Packer packer(values());
  return packer.pack(bytes(value));
}

TEST(StateSet, TellsStatesWithTheSameHashApart) {
  StateSet set(values(), Keep::states);
  Value value = 0;
  for (const std::uint64_t hash : {std::uint64_t{0}, std::uint64_t{7} << 32, UINT64_MAX}) {
    for (int i = 0; i < 50; ++i, ++value) {
      const auto is_it = [&](const std::byte* other) { return values().is(other, bytes(value)); };
      EXPECT_FALSE(set.contains(hash, is_it));
      EXPECT_TRUE(set.insert(hash, packed(value)));
      EXPECT_FALSE(set.insert(hash, packed(value)));
      EXPECT_TRUE(set.contains(hash, is_it));
    }
  }
}

TEST(StateSet, OfFingerprintsTakesThemForOne) {
  StateSet set(values(), Keep::fingerprints);
  const Value one = 1;
  const Value two = 2;
  EXPECT_TRUE(set.insert(5, packed(one)));
  EXPECT_FALSE(set.insert(5, packed(two)));
  EXPECT_TRUE(set.insert(5 + (std::uint64_t{1} << 63), packed(two)));
  EXPECT_TRUE(set.insert(0, packed(one)));
  EXPECT_FALSE(set.insert(0, packed(one)));
  EXPECT_EQ(set.size(), 3u);
}

TEST(StateSet, KeepsStatesInTheirOrderWhileItGrows) {
  for (const Keep keep : {Keep::states, Keep::fingerprints}) {
    StateSet set(values(), keep);
    // Neighbours in the table as well as far from each other.
    const auto hash = [](Value value) { return value % 2 ? value << 40 | value : value / 4 * 4; };
    const auto insert = [&](Value value) { return set.insert(hash(value) + value, packed(value)); };
    for (Value value = 0; value < 100'000; ++value) ASSERT_TRUE(insert(value));
    for (Value value = 0; value < 100'000; ++value) {
      ASSERT_FALSE(insert(value));
      Value kept = 0;
      set.unpack(value, reinterpret_cast<std::byte*>(&kept));
      ASSERT_EQ(kept, value);
    }
  }
}

TEST(StateSet, FindsTheNumbersOfStates) {
  StateSet set(values(), Keep::states);
  for (Value value = 0; value < 10'000; ++value) set.insert(value % 1000, packed(value));
  for (Value value = 0; value < 10'000; ++value) {
    ASSERT_EQ(set.find(value % 1000, bytes(value)), value);
  }
  EXPECT_EQ(set.find(0, bytes(10'000)), std::nullopt);
}

// Long ones among short ones.
TEST(StateSet, FindsTheNumbersOfStatesOfManySizes) {
  using Row = std::array<Value, 8>;
  const auto row = [](Value number) {
    Row row{};
    std::fill_n(row.begin(), 1 + number / 16 % row.size(), number + 1);
    return row;
  };
  const auto bytes = [](const Row& row) { return reinterpret_cast<const std::byte*>(row.data()); };
  const Packing packing(std::vector<std::byte>(sizeof(Row)));
  Packer packer(packing);
  StateSet set(packing, Keep::states);
  for (Value number = 0; number < 10'000; ++number) {
    set.insert(number, packer.pack(bytes(row(number))));
  }
  for (Value number = 0; number < 10'000; ++number) {
    ASSERT_EQ(set.find(number, bytes(row(number))), number);
  }
}

TEST(StateSet, ForgetsStatesOfFingerprintsButNotThatTheyWere) {
  StateSet set(values(), Keep::fingerprints);
  for (Value value = 0; value < 100'000; ++value) set.insert(value, packed(value));
  const std::uint64_t before = set.bytes();
  set.forget_before(90'000);
  EXPECT_LT(set.bytes(), before - 2'500'000);
  EXPECT_FALSE(set.insert(3, packed(3)));
  EXPECT_TRUE(set.insert(100'000, packed(100'000)));
}

TEST(StateSet, SaysBeforehandHowMuchMemoryItWillUse) {
  for (const Keep keep : {Keep::states, Keep::fingerprints}) {
    StateSet set(values(), keep);
    for (Value value = 0; value < 30'000; ++value) {
      const std::uint64_t promised = set.bytes_with(1);
      ASSERT_GE(promised, set.bytes());
      set.insert(value, packed(value));
      ASSERT_LE(set.bytes(), promised);
      if (value % 1000 == 0) {
        StateSet copy(values(), keep);
        EXPECT_LE(set.bytes(), copy.bytes_with(set.size()));
      }
    }
  }
}

}  // namespace
}  // namespace vmcheck::state
