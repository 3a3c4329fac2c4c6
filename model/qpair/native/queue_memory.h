// One queue's pages: a header and the data behind it.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

#include "model/qpair/native/core.h"

namespace vmcheck::native {

// Memory of a queue of `size` bytes, none touched before it is used. The data pages lie in memory
// in reverse order, so that to run on from one page into the next is a mistake that shows.
class QueueMemory {
 public:
  explicit QueueMemory(std::uint64_t size);

  vmci_queue_header& header() { return header_; }
  const vmci_queue_header& header() const { return header_; }
  vmci_queue_bytes bytes() const { return {pages_.data(), pages_.size() - 1, size_}; }

  // Copies to a stretch of the ring, which may wrap around its end, byte by byte by index.
  void write(std::uint64_t index, std::span<const unsigned char> source);
  // Whether such a stretch has these bytes.
  bool holds(std::uint64_t index, std::span<const unsigned char> bytes) const;

  // Whether the bytes behind the queue's end, up to the end of a page, are as they were at first.
  bool slack_intact() const;
  // The same of the nearest of them, which whoever goes too far meets first.
  bool edge_intact() const;

 private:
  struct Free {
    void operator()(unsigned char* memory) const { std::free(memory); }
  };

  // The longest stretch of at most `wanted` bytes from an index on that lies in one page.
  std::span<unsigned char> stretch(std::uint64_t index, std::uint64_t wanted) const;
  // The index behind such a stretch.
  std::uint64_t after(std::uint64_t index, std::size_t length) const;
  std::span<unsigned char> slack() const;

  std::uint64_t size_;
  vmci_queue_header header_{};
  std::unique_ptr<unsigned char[], Free> storage_;
  std::vector<vmci_page> pages_;  // the queue's, and the one behind them
};

}  // namespace vmcheck::native
