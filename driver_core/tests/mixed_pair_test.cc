// Queue pairs between machines of 32 and of 64 bits. A machine of 32 bits accesses the low half of
// a shared word alone: its peer must find the high half zero, and itself must not mind it.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "driver_core/result.h"
#include "driver_core/tests/ring_end.h"

namespace vmcheck::core {
namespace {

using MakeEnd = std::unique_ptr<RingEnd> (*)(QueueMemory&, QueueMemory&);

// Two ends on memory that was full of something else.
struct Pair {
  Pair(MakeEnd first, MakeEnd second) {
    std::memset(queues, 0xff, sizeof queues);
    ends[0] = first(queues[0], queues[1]);
    ends[1] = second(queues[1], queues[0]);
  }

  int begin(unsigned creator) {
    ends[creator]->init_headers();
    const int result = ends[0]->begin();
    return result < VMCI_SUCCESS ? result : ends[1]->begin();
  }

  QueueMemory queues[2];
  std::unique_ptr<RingEnd> ends[2];
};

// What is called in turn, and what the ring that the end sends through must hold.
struct Call {
  unsigned end;
  bool send;
  std::size_t length;
};

rc::Gen<std::vector<Call>> calls() {
  return rc::gen::container<std::vector<Call>>(rc::gen::construct<Call>(
      rc::gen::inRange(0u, 2u), rc::gen::arbitrary<bool>(), rc::gen::inRange<std::size_t>(1, 30)));
}

// Bytes that tell their place in the stream.
std::string bytes_from(unsigned& next, std::size_t count) {
  std::string bytes;
  while (bytes.size() < count) bytes += static_cast<char>(next++);
  return bytes;
}

class Streams {
 public:
  explicit Streams(Pair& pair) : pair_(pair) {}

  // Carries a call out and demands what a queue of bytes would do.
  void make(const Call& call) {
    if (call.send) {
      send(call.end, call.length);
    } else {
      receive(call.end, call.length);
    }
  }

 private:
  void send(unsigned end, std::size_t length) {
    std::string& held = held_[end];
    const std::size_t room = QueueMemory::kSize - 1 - held.size();
    unsigned next = next_[end];
    const std::string bytes = bytes_from(next, length);
    const std::size_t sent = std::min(length, room);
    RC_ASSERT(pair_.ends[end]->send(bytes) ==
              (room == 0 ? VMCI_ERROR_QUEUEPAIR_NOSPACE : static_cast<int>(sent)));
    held += bytes.substr(0, sent);
    next_[end] += static_cast<unsigned>(sent);
  }

  void receive(unsigned end, std::size_t length) {
    std::string& held = held_[1 - end];
    const std::size_t expected = std::min(length, held.size());
    std::string received;
    RC_ASSERT(pair_.ends[end]->receive(length, received) ==
              (held.empty() ? VMCI_ERROR_QUEUEPAIR_NODATA : static_cast<int>(expected)));
    RC_ASSERT(received == held.substr(0, expected));
    held.erase(0, expected);
  }

  Pair& pair_;
  std::string held_[2];
  unsigned next_[2] = {};
};

TEST(MixedPair, NoByteIsLostWhicheverEndCreatedThePair) {
  EXPECT_TRUE(rc::check([] {
    Pair pair(ring_end_32_bits, ring_end_64_bits);
    Streams streams(pair);
    RC_ASSERT(pair.begin(*rc::gen::inRange(0u, 2u)) == VMCI_SUCCESS);
    for (const Call& call : *calls()) streams.make(call);
  }));
}

TEST(MixedPair, WhatThePeerWritesToHighHalvesMeansNothingTo32Bits) {
  EXPECT_TRUE(rc::check([] {
    Pair pair(ring_end_32_bits, ring_end_32_bits);
    Streams streams(pair);
    RC_ASSERT(pair.begin(0) == VMCI_SUCCESS);
    for (const Call& call : *calls()) {
      for (QueueMemory& queue : pair.queues) {
        for (std::size_t at : {QueueMemory::kHighTail, QueueMemory::kHighHead}) {
          const auto garbage = *rc::gen::arbitrary<std::uint32_t>();
          std::memcpy(&queue.header[at], &garbage, sizeof garbage);
        }
      }
      streams.make(call);
    }
  }));
}

TEST(MixedPair, AHighHalfThatIsNotZeroIsRefusedBy64Bits) {
  Pair pair(ring_end_64_bits, ring_end_32_bits);
  ASSERT_EQ(pair.begin(1), VMCI_SUCCESS);
  ASSERT_EQ(pair.ends[1]->send("abc"), 3);
  std::string received;
  pair.queues[1].header[QueueMemory::kHighTail] = 1;
  EXPECT_EQ(pair.ends[0]->receive(3, received), VMCI_ERROR_INVALID_SIZE);
  pair.queues[1].header[QueueMemory::kHighTail] = 0;
  EXPECT_EQ(pair.ends[0]->receive(3, received), 3);
  EXPECT_EQ(received, "abc");
}

}  // namespace
}  // namespace vmcheck::core
