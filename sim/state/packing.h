// States as few bytes: most words of most states are 0.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "sim/state/words.h"

namespace vmcheck::state {

// How states of so many bytes are packed (see WordOperations), with room for one.
class Packing {
 public:
  explicit Packing(std::size_t state_bytes)
      : state_bytes_(state_bytes),
        mask_bytes_(mask_bytes(state_bytes)),
        words_(words()),
        packed_(most() + 7 * kWordBytes) {}

  // Bytes of a packed state, at most.
  std::size_t most() const { return mask_bytes_ + words_in(state_bytes_) * kWordBytes; }

  // Bytes of this one.
  std::size_t size(const std::byte* packed) const {
    std::size_t words = 0;
    for (std::size_t at = 0; at < mask_bytes_; at += kWordBytes) {
      words += static_cast<std::size_t>(std::popcount(load_word(packed + at)));
    }
    return mask_bytes_ + words * kWordBytes;
  }

  // Good until the next one is packed.
  std::span<const std::byte> pack(const std::byte* state) {
    return {packed_.data(), words_.pack(state, state_bytes_, packed_.data())};
  }

  void unpack(const std::byte* packed, std::byte* state) const {
    words_.unpack(packed, state, state_bytes_);
  }

  bool are_equal(const std::byte* one, const std::byte* other) const {
    return std::memcmp(one, other, mask_bytes_) == 0 &&
           std::memcmp(one + mask_bytes_, other + mask_bytes_, size(one) - mask_bytes_) == 0;
  }

  // Whether a packed state begins with these bytes, of which there are so many.
  bool is_packed(const std::byte* bytes, std::size_t count) const {
    if (count < mask_bytes_) return false;
    const std::uint32_t bits = words_in(state_bytes_) % kWordBits;
    const std::uint64_t last = load_word(bytes + mask_bytes_ - kWordBytes);
    return (bits == 0 || last >> bits == 0) && size(bytes) <= count;
  }

 private:
  std::size_t state_bytes_;
  std::size_t mask_bytes_;
  WordOperations words_;
  std::vector<std::byte> packed_;
};

}  // namespace vmcheck::state
