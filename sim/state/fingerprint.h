// A number for a state, equal for equal states and like a random one otherwise.
//
// It is the sum of numbers for its words. So that of a state which differs in few words from
// another is had without looking at the others (incremental hashing, as Nguyen and Ruys have it for
// SPIN, 2008).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "sim/state/words.h"

namespace vmcheck::state {

// What a word adds to the fingerprint. Both factors depend on where it is; the product's halves are
// folded, as in wyhash (Wang Yi, 2019). The same on every machine of one byte order.
inline std::uint64_t fingerprint_of_word(std::uint32_t word, std::uint64_t value) {
  const std::uint64_t odd = 2 * std::uint64_t{word} + 1;
  const std::uint64_t one = value ^ odd * 0x9E3779B97F4A7C15;
  const std::uint64_t other = std::rotl(value, 32) ^ odd * 0xD1342543DE82EF95;
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(one) * other;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t fingerprint(const std::byte* state, std::size_t bytes) {
  std::uint64_t sum = 0;
  for (std::uint32_t word = 0; word < words_in(bytes); ++word) {
    sum += fingerprint_of_word(word, word_at(state, bytes, word));
  }
  return sum;
}

}  // namespace vmcheck::state
