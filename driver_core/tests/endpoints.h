// Two endpoints of a queue pair in one process, for tests: queue 0 is filled by ends[0], queue 1 by
// ends[1], and the test can write any shared word as a lying peer would.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

extern "C" {
#include "driver_core/ring.h"
}

namespace vmcheck::core {

// The memory of one queue. The pages lie apart and in descending order; the bytes between and after
// them are filled, and must still be so when the queue goes.
class Queue {
 public:
  explicit Queue(uint64_t size)
      : size_(size), count_((size + kPage - 1) / kPage), memory_(2 * kPage * count_ + size, kFill) {
    for (uint64_t i = 0; i < count_; ++i) pages_.push_back(&memory_[Offset(i)]);
    vmci_queue_header_init(&header, vmci_handle{.context = 2, .resource = 1024});
  }
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  ~Queue() {
    for (uint64_t i = 0; i < count_; ++i) {
      uint64_t used = std::min(kPage, size_ - i * kPage);
      std::fill_n(memory_.begin() + Offset(i), used, kFill);
    }
    EXPECT_EQ(std::count(memory_.begin(), memory_.end(), kFill), memory_.size())
        << "a byte outside the queue was written";
  }

  vmci_queue_bytes Bytes() const {
    return {.pages = pages_.data(), .page_count = count_, .size = size_};
  }

  vmci_queue_header header;

 private:
  static constexpr uint64_t kPage = VMCI_HAL_PAGE_SIZE;
  static constexpr unsigned char kFill = 0xa5;

  // Where page i begins in memory_.
  uint64_t Offset(uint64_t i) const { return 2 * kPage * (count_ - 1 - i); }

  uint64_t size_;
  uint64_t count_;
  std::vector<unsigned char> memory_;
  std::vector<vmci_page> pages_;
};

// Both endpoints over queues of the given sizes; Init() or Resume() begins them.
class Endpoints {
 public:
  Endpoints(uint64_t size0, uint64_t size1) : queues{Queue(size0), Queue(size1)}, ends{} {
    for (int i = 0; i < 2; ++i) {
      ends[i].produce.header = &queues[i].header;
      ends[i].produce.bytes = queues[i].Bytes();
      ends[i].consume.header = &queues[1 - i].header;
      ends[i].consume.bytes = queues[1 - i].Bytes();
    }
  }
  Endpoints(const Endpoints&) = delete;
  Endpoints& operator=(const Endpoints&) = delete;

  // Both rings empty, all indices 0. Returns the first result that is not VMCI_SUCCESS.
  int Init() {
    int result = vmci_ring_pair_init(&ends[0]);
    return result == VMCI_SUCCESS ? vmci_ring_pair_init(&ends[1]) : result;
  }

  // Queue 0 holds what lies between head0 and tail0, queue 1 is empty at index 0.
  int Resume(uint64_t tail0, uint64_t head0) {
    const vmci_ring_indexes first = {
        .produce_tail = tail0, .produce_head = head0, .consume_tail = 0, .consume_head = 0};
    const vmci_ring_indexes second = {
        .produce_tail = 0, .produce_head = 0, .consume_tail = tail0, .consume_head = head0};
    int result = vmci_ring_pair_resume(&ends[0], &first);
    return result == VMCI_SUCCESS ? vmci_ring_pair_resume(&ends[1], &second) : result;
  }

  // The shared words of the ring over queue 0. Its tail is written by ends[0], its head by
  // ends[1].
  vmci_shared_u64& Tail0() { return queues[0].header.producer_tail; }
  vmci_shared_u64& Head0() { return queues[1].header.consumer_head; }

  Queue queues[2];
  vmci_ring_pair ends[2];
};

// What an operation returned and how many bytes it says it copied; kUntouched if it said nothing.
inline constexpr uint64_t kUntouched = 0xdeadbeef;

struct Outcome {
  int result;
  uint64_t copied;

  bool operator==(const Outcome&) const = default;
};

inline Outcome Copied(uint64_t n) {
  return {VMCI_SUCCESS, n};
}
inline Outcome Error(int result) {
  return {result, kUntouched};
}

template <typename Stream>
Stream& operator<<(Stream& out, const Outcome& outcome) {
  out << "result " << outcome.result << ", copied " << outcome.copied;
  return out;
}

}  // namespace vmcheck::core
