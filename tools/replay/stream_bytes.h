// The bytes that a replay sends: a trace has their number only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vmcheck::replay {

// A direction of a queue pair. Each has bytes of its own, so that one cannot pass for the other.
enum class Stream { produced, consumed };

// The bytes of both streams, made once: pieces of them are looked at where they lie.
class StreamBytes {
 public:
  // A stream's bytes come again behind so many: a prime, so that what a ring of any usual size held
  // a few rounds ago does not pass for what it is to hold.
  static constexpr std::size_t kPeriod = 99991;

  // Bytes [offset, offset + length) of a stream, valid until the next call for a longer piece. They
  // depend on nothing else. Memory grows with the longest piece.
  std::span<const unsigned char> piece(Stream stream, std::uint64_t offset, std::size_t length) {
    std::vector<unsigned char>& bytes = bytes_[static_cast<std::size_t>(stream)];
    const std::size_t at = offset % kPeriod;
    if (bytes.size() < at + length) make(stream, kPeriod + length);
    return {bytes.data() + at, length};
  }

 private:
  // Makes so many of a stream's bytes, more than there are.
  void make(Stream stream, std::size_t size);

  std::array<std::vector<unsigned char>, 2> bytes_;
};

}  // namespace vmcheck::replay
