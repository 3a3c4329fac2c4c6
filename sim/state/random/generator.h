// Random numbers that are the same on every machine.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace vmcheck::state::random {

// A step of SplitMix64 (Steele, Lea and Flood, 2014): numbers that look random, of ones that follow
// one another. One to one.
constexpr std::uint64_t mix(std::uint64_t number) {
  number += 0x9E3779B97F4A7C15;
  number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9;
  number = (number ^ number >> 27) * 0x94D049BB133111EB;
  return number ^ number >> 31;
}

// xoshiro256** (Blackman and Vigna, 2018). Never the same state twice in 2^256 - 1 numbers.
class Generator {
 public:
  explicit constexpr Generator(std::uint64_t seed)
      : state_{mix(seed), mix(seed + kStride), mix(seed + 2 * kStride), mix(seed + 3 * kStride)} {}

  // Goes on from a state that is not all 0.
  explicit constexpr Generator(const std::array<std::uint64_t, 4>& state) : state_(state) {}

  // 64 random bits.
  constexpr std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  // A number below `bound` (at least 1); each is as probable as the others, to one in 2^32.
  constexpr std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((next() >> 32) * bound >> 32);
  }

  // True once in 2^`exponent` times; at most 63.
  constexpr bool once_in_power(std::uint32_t exponent) { return next() >> (64 - exponent) == 0; }

 private:
  static constexpr std::uint64_t kStride = 0x9E3779B97F4A7C15;

  std::array<std::uint64_t, 4> state_;
};

}  // namespace vmcheck::state::random
