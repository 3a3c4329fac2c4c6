// States as few bytes: most words of most states are those of an initial one.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "sim/state/words.h"

namespace vmcheck::state {

// How states are packed (see WordOperations): as what each has that another has not.
class Packing {
 public:
  // That is this one.
  explicit Packing(std::vector<std::byte> other)
      : other_(std::move(other)), mask_bytes_(mask_bytes(other_.size())), words_(words()) {}

  std::size_t state_bytes() const { return other_.size(); }

  // Bytes of a packed state, at most.
  std::size_t most() const { return mask_bytes_ + words_in(state_bytes()) * kWordBytes; }

  // Bytes of this one.
  std::size_t size(const std::byte* packed) const {
    std::size_t words = 0;
    for (std::size_t at = 0; at < mask_bytes_; at += kWordBytes) {
      words += static_cast<std::size_t>(std::popcount(load_word(packed + at)));
    }
    return mask_bytes_ + words * kWordBytes;
  }

  // Needs room for most() and kMore bytes. Returns the end.
  static constexpr std::size_t kMore = 7 * kWordBytes;
  std::byte* pack(const std::byte* state, std::byte* packed) const {
    return words_.pack(state, other_.data(), state_bytes(), packed);
  }

  void unpack(const std::byte* packed, std::byte* state) const {
    words_.unpack(packed, other_.data(), state, state_bytes());
  }

  // Whether that is what a state is packed as.
  bool is(const std::byte* packed, const std::byte* state) const {
    return words_.is(packed, other_.data(), state, state_bytes());
  }

  bool are_equal(const std::byte* one, const std::byte* other) const {
    return std::memcmp(one, other, mask_bytes_) == 0 &&
           std::memcmp(one + mask_bytes_, other + mask_bytes_, size(one) - mask_bytes_) == 0;
  }

  // Whether a packed state begins with these bytes, of which there are so many.
  bool is_packed(const std::byte* bytes, std::size_t count) const {
    if (count < mask_bytes_) return false;
    const std::uint32_t bits = words_in(state_bytes()) % kWordBits;
    const std::uint64_t last = load_word(bytes + mask_bytes_ - kWordBytes);
    return (bits == 0 || last >> bits == 0) && size(bytes) <= count;
  }

 private:
  std::vector<std::byte> other_;
  std::size_t mask_bytes_;
  WordOperations words_;
};

// Packs states, with room for one.
class Packer {
 public:
  // The packing lives longer than this.
  explicit Packer(const Packing& packing)
      : packing_(packing), packed_(packing.most() + Packing::kMore) {}

  // Good until the next one is packed.
  std::span<const std::byte> pack(const std::byte* state) {
    return {packed_.data(), packing_.pack(state, packed_.data())};
  }

 private:
  const Packing& packing_;
  std::vector<std::byte> packed_;
};

}  // namespace vmcheck::state
