// The abstract FIFO that a ring implements, and the byte stream that is sent through it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

namespace vmcheck::qpair {

// Byte k of a stream. Values do not repeat within 251 bytes, so a byte that is lost, repeated or
// out of place shows; and streams with different seeds differ everywhere.
constexpr std::uint8_t stream_byte(std::uint64_t k, std::uint32_t seed = 0) {
  return static_cast<std::uint8_t>(1 + (k + 97 * seed) % 251);
}

// The specification of one ring: a queue of at most size - 1 bytes.
class Fifo {
 public:
  explicit Fifo(std::uint64_t size) : capacity_(size == 0 ? 0 : size - 1) {}

  std::uint64_t free() const { return capacity_ - bytes_.size(); }
  std::uint64_t ready() const { return bytes_.size(); }

  // Appends as much as there is room for, and says how much that was.
  std::uint64_t enqueue(const std::vector<std::uint8_t>& bytes) {
    const std::uint64_t n = std::min<std::uint64_t>(bytes.size(), free());
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));
    return n;
  }

  // The oldest bytes, at most `length`; they stay.
  std::vector<std::uint8_t> peek(std::uint64_t length) const {
    const std::uint64_t n = std::min<std::uint64_t>(length, ready());
    return {bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(n)};
  }

  // The oldest bytes, at most `length`, taken out.
  std::vector<std::uint8_t> dequeue(std::uint64_t length) {
    std::vector<std::uint8_t> taken = peek(length);
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(taken.size()));
    return taken;
  }

 private:
  std::uint64_t capacity_;
  std::deque<std::uint8_t> bytes_;
};

}  // namespace vmcheck::qpair
