#include "sim/state/words.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/state/fingerprint.h"
#include "sim/state/packing.h"

namespace vmcheck::state {
namespace {

using Bytes = std::vector<std::byte>;

std::vector<const WordOperations*> all_operations() {
  std::vector<const WordOperations*> all{&kPlainWords};
  if (vector_words() != nullptr) all.push_back(vector_words());
  return all;
}

// Of up to some hundred bytes, most of them 0.
Bytes draw_state(std::size_t bytes) {
  Bytes state(bytes);
  for (std::byte& byte : state) {
    if (*rc::gen::inRange(0, 8) == 0) byte = std::byte(*rc::gen::arbitrary<std::uint8_t>());
  }
  return state;
}

std::size_t draw_bytes() {
  return *rc::gen::inRange<std::size_t>(1, 300);
}

RC_GTEST_PROP(Words, DifferencesAreThoseOfEachWord, ()) {
  const std::size_t bytes = draw_bytes();
  const Bytes one = draw_state(bytes);
  Bytes other = one;
  const auto changed = *rc::gen::container<std::vector<std::size_t>>(
      *rc::gen::inRange(0, 5), rc::gen::inRange<std::size_t>(0, bytes));
  for (const std::size_t at : changed) other[at] ^= std::byte{1} << *rc::gen::inRange(0, 8);
  std::vector<std::uint32_t> expected;
  for (std::uint32_t word = 0; word < words_in(bytes); ++word) {
    if (word_at(one.data(), bytes, word) != word_at(other.data(), bytes, word)) {
      expected.push_back(word);
    }
  }
  for (const WordOperations* operations : all_operations()) {
    Bytes mask(mask_bytes(bytes), std::byte{0xff});
    operations->find_differences(one.data(), other.data(), bytes, mask.data());
    std::vector<std::uint32_t> found;
    for_each_word(mask.data(), bytes, [&](std::uint32_t word) { found.push_back(word); });
    RC_ASSERT(found == expected);
  }
}

RC_GTEST_PROP(Words, PackedStatesHaveOnlyWordsThatAnotherHasNot, ()) {
  const std::size_t bytes = draw_bytes();
  const Bytes state = draw_state(bytes);
  const Bytes other = draw_state(bytes);
  std::size_t words = 0;
  for (std::uint32_t word = 0; word < words_in(bytes); ++word) {
    if (word_at(state.data(), bytes, word) != word_at(other.data(), bytes, word)) ++words;
  }
  for (const WordOperations* operations : all_operations()) {
    Bytes packed(mask_bytes(bytes) + (words_in(bytes) + 7) * kWordBytes, std::byte{0xff});
    const std::byte* end = operations->pack(state.data(), other.data(), bytes, packed.data());
    RC_ASSERT(end == packed.data() + mask_bytes(bytes) + words * kWordBytes);
    RC_ASSERT(Packing(other).size(packed.data()) == mask_bytes(bytes) + words * kWordBytes);
    for (const WordOperations* others : all_operations()) {
      Bytes unpacked(bytes + 1, std::byte{0x5a});
      others->unpack(packed.data(), other.data(), unpacked.data(), bytes);
      RC_ASSERT(unpacked.back() == std::byte{0x5a});
      unpacked.pop_back();
      RC_ASSERT(unpacked == state);
    }
  }
}

RC_GTEST_PROP(Packing, TellsStatesApart, ()) {
  const std::size_t bytes = draw_bytes();
  const Bytes one = draw_state(bytes);
  Bytes other = one;
  if (*rc::gen::arbitrary<bool>()) {
    other[*rc::gen::inRange<std::size_t>(0, bytes)] =
        std::byte(*rc::gen::arbitrary<std::uint8_t>());
  }
  const Bytes base = draw_state(bytes);
  const Packing packing(base);
  Packer packer(packing);
  Packer second(packing);
  const std::byte* packed = packer.pack(one.data()).data();
  RC_ASSERT(packing.are_equal(packed, second.pack(other.data()).data()) == (one == other));
  for (const WordOperations* operations : all_operations()) {
    RC_ASSERT(operations->is(packed, base.data(), one.data(), bytes));
    RC_ASSERT(operations->is(packed, base.data(), other.data(), bytes) == (one == other));
  }
  RC_ASSERT(packing.is_packed(packed, packing.size(packed)));
  RC_ASSERT(!packing.is_packed(packed, packing.size(packed) - 1));
}

// Small numbers in many places, as states have them: as many fingerprints are alike as of random
// numbers. Of 2^18 numbers of 32 bits 8 pairs are expected.
TEST(Fingerprint, IsLikeARandomNumber) {
  constexpr std::uint32_t kStates = 1U << 18;
  for (const int shift : {0, 32}) {
    std::vector<std::uint32_t> fingerprints;
    for (std::uint32_t i = 0; i < kStates; ++i) {
      Bytes state(9 * kWordBytes);
      for (std::uint32_t digit = 0; digit < 9; ++digit) {
        state[digit * kWordBytes + digit % 3] = std::byte(i >> 2 * digit & 3);
      }
      fingerprints.push_back(
          static_cast<std::uint32_t>(fingerprint(state.data(), state.size()) >> shift));
    }
    std::sort(fingerprints.begin(), fingerprints.end());
    const auto distinct = std::unique(fingerprints.begin(), fingerprints.end());
    EXPECT_LE(fingerprints.end() - distinct, 24);
  }
}

}  // namespace
}  // namespace vmcheck::state
