// A state as words of 64 bits. Of the last one bytes may be missing: they count as 0.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace vmcheck::state {

inline constexpr std::size_t kWordBytes = sizeof(std::uint64_t);
inline constexpr std::uint32_t kWordBits = 64;

// How many words a state has.
constexpr std::uint32_t words_in(std::size_t bytes) {
  return static_cast<std::uint32_t>((bytes + kWordBytes - 1) / kWordBytes);
}

// Words that are compared at once, fastest where they begin at a multiple of their size.
struct alignas(8 * kWordBytes) WordBlock {
  std::byte bytes[8 * kWordBytes];
};

// The blocks that a state of so many bytes fits in.
constexpr std::size_t blocks_in(std::size_t bytes) {
  return (bytes + sizeof(WordBlock) - 1) / sizeof(WordBlock);
}

inline std::uint64_t load_word(const std::byte* at) {
  std::uint64_t value;
  std::memcpy(&value, at, kWordBytes);
  return value;
}

inline void store_word(std::byte* at, std::uint64_t value) {
  std::memcpy(at, &value, kWordBytes);
}

// A word of a state of so many bytes.
inline std::uint64_t word_at(const std::byte* state, std::size_t bytes, std::uint32_t word) {
  const std::size_t at = word * kWordBytes;
  if (bytes - at >= kWordBytes) [[likely]]
    return load_word(state + at);
  std::uint64_t value = 0;
  std::memcpy(&value, state + at, bytes - at);
  return value;
}

inline void put_word(std::byte* state, std::size_t bytes, std::uint32_t word, std::uint64_t value) {
  const std::size_t at = word * kWordBytes;
  if (bytes - at >= kWordBytes) [[likely]]
    return store_word(state + at, value);
  std::memcpy(state + at, &value, bytes - at);
}

// A set of words has a bit for each, eight in a byte, and whole words of them.
constexpr std::size_t mask_bytes(std::size_t bytes) {
  return (words_in(bytes) + kWordBits - 1) / kWordBits * kWordBytes;
}

// Calls visit(word) for each word of a set, in order.
template <typename Visit>
void for_each_word(const std::byte* mask, std::size_t bytes, const Visit& visit) {
  for (std::uint32_t first = 0; first < words_in(bytes); first += kWordBits) {
    std::uint64_t bits = load_word(mask + first / 8);
    for (; bits != 0; bits &= bits - 1) {
      visit(first + static_cast<std::uint32_t>(std::countr_zero(bits)));
    }
  }
}

// What is done to all words of a state, as a kind of machine does it: the same on each.
struct WordOperations {
  // Sets `mask` to the words in which two states of so many bytes differ.
  void (*find_differences)(const std::byte* one, const std::byte* other, std::size_t bytes,
                           std::byte* mask);

  // Writes the set of words in which a state differs from another of so many bytes, and behind it
  // those words. Needs room for the set and for all words and seven more. Returns the end.
  std::byte* (*pack)(const std::byte* state, const std::byte* other, std::size_t bytes,
                     std::byte* packed);

  // The opposite.
  void (*unpack)(const std::byte* packed, const std::byte* other, std::byte* state,
                 std::size_t bytes);

  // Whether pack() writes that of this state.
  bool (*is)(const std::byte* packed, const std::byte* other, const std::byte* state,
             std::size_t bytes);
};

// As every machine can do it; as this one can do it faster, if it can; and as it is done.
extern const WordOperations kPlainWords;
const WordOperations* vector_words();
const WordOperations& words();

}  // namespace vmcheck::state
