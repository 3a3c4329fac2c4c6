// What is drawn at random: the same for the same seed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>

namespace vmcheck::kernel_peer {

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}

  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(engine_() % end); }

  template <typename Value, std::size_t count>
  Value one_of(const std::array<Value, count>& values) {
    return values[below(count)];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace vmcheck::kernel_peer
