// One end of a queue pair, on a machine of 32 or of 64 bits: both kinds in one program.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace vmcheck::core {

// The memory of a queue, which both ends see: a header and three pages, the last used in part.
struct QueueMemory {
  static constexpr std::size_t kPages = 3;
  static constexpr std::size_t kPageSize = 8;
  static constexpr std::size_t kSize = 20;

  // Where the high half of the tail's word and of the head's are in the header.
  static constexpr std::size_t kHighTail = 12;
  static constexpr std::size_t kHighHead = 20;

  alignas(8) std::array<unsigned char, 24> header;
  std::array<unsigned char, kPages * kPageSize> bytes;
};

class RingEnd {
 public:
  virtual ~RingEnd() = default;

  // Writes the headers of both queues, as the pair's creator does.
  virtual void init_headers() = 0;

  // Begins with both rings empty; an enum vmci_result.
  virtual int begin() = 0;

  // Sends what there is room for. How many bytes, or an error.
  virtual int send(const std::string& bytes) = 0;

  // Receives at most so many bytes behind those in `received`. How many, or an error.
  virtual int receive(std::size_t most, std::string& received) = 0;
};

// The memory outlives the end.
std::unique_ptr<RingEnd> ring_end_32_bits(QueueMemory& produce, QueueMemory& consume);
std::unique_ptr<RingEnd> ring_end_64_bits(QueueMemory& produce, QueueMemory& consume);

}  // namespace vmcheck::core
