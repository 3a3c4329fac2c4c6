#include "sim/fuzz/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstring>
#include <set>

namespace vmcheck::fuzz {
namespace {

using state::random::Generator;

const std::vector<Bytes> kSeeds{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, Bytes(24, 0xaa), {}};

TEST(Mutate, IsTheSameForTheSameNumbers) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Generator one(seed);
    Generator other(seed);
    EXPECT_EQ(mutate(kSeeds, 100, one), mutate(kSeeds, 100, other));
  }
}

TEST(Mutate, StaysWithinItsBound) {
  Generator random(1);
  for (int i = 0; i < 10'000; ++i) EXPECT_LE(mutate(kSeeds, 20, random).size(), 20u);
}

TEST(Mutate, MakesManyInputs) {
  Generator random(1);
  std::set<Bytes> inputs;
  std::set<std::size_t> lengths;
  for (int i = 0; i < 1000; ++i) {
    const Bytes input = mutate(kSeeds, 1000, random);
    lengths.insert(input.size());
    inputs.insert(input);
  }
  EXPECT_GT(inputs.size(), 600u);
  EXPECT_GT(lengths.size(), 50u);
}

// Numbers of 64 bits where one would lie: what parsers trip over.
TEST(Mutate, FindsNumbersNearALimit) {
  Generator random(1);
  int near_zero = 0;
  int near_4g = 0;
  for (int i = 0; i < 100'000; ++i) {
    const Bytes input = mutate(kSeeds, 1000, random);
    if (input.size() < 16) continue;
    std::uint64_t number = 0;
    std::memcpy(&number, input.data() + 8, sizeof number);
    if (number > ~std::uint64_t{0} - 64) ++near_zero;
    if (number - (std::uint64_t{1} << 32) < 64) ++near_4g;
  }
  EXPECT_GT(near_zero, 50);
  EXPECT_GT(near_4g, 50);
}

// Fails if some bytes are there in this order.
bool has_in_order(const Bytes& bytes, const Bytes& wanted) {
  std::size_t found = 0;
  for (const std::uint8_t byte : bytes) {
    if (found < wanted.size() && byte == wanted[found]) ++found;
  }
  return found == wanted.size();
}

RC_GTEST_PROP(Minimise, LeavesWhatIsNeeded, ()) {
  auto input = *rc::gen::arbitrary<Bytes>();
  const auto wanted = *rc::gen::container<Bytes>(rc::gen::inRange<std::uint8_t>(1, 255));
  std::size_t at = 0;
  for (const std::uint8_t byte : wanted) {
    at = *rc::gen::inRange(at, input.size() + 1);
    input.insert(input.begin() + static_cast<std::ptrdiff_t>(at++), byte);
  }
  const Bytes small =
      minimise(input, [&](const Bytes& bytes) { return has_in_order(bytes, wanted); });
  RC_ASSERT(small == wanted);
}

// Needs so many bytes, of which one is not 0.
RC_GTEST_PROP(Minimise, MakesBytesZero, ()) {
  const auto input =
      *rc::gen::nonEmpty(rc::gen::container<Bytes>(rc::gen::inRange<std::uint8_t>(1, 255)));
  const auto length = *rc::gen::inRange<std::size_t>(1, input.size() + 1);
  const Bytes small = minimise(input, [&](const Bytes& bytes) {
    return bytes.size() >= length &&
           std::any_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte > 0; });
  });
  RC_ASSERT(small.size() == length);
  RC_ASSERT(std::count(small.begin(), small.end(), 0) == static_cast<std::ptrdiff_t>(length) - 1);
}

}  // namespace
}  // namespace vmcheck::fuzz
