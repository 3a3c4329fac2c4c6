// The host's end of a pair: examples, and any order of the steps of its operations, of the
// machine's and of what takes the memory away and brings it back elsewhere: no byte is lost,
// repeated or changed, and no memory is used that is not there.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <iterator>
#include <list>
#include <string>
#include <vector>

#include "driver_core/tests/host_ends.h"

namespace vmcheck::core {
namespace {

constexpr uint32_t kHost = VMCI_CONTEXT_HOST;
using Bytes = std::vector<unsigned char>;

class HostEndpoint : public testing::Test {
 protected:
  ~HostEndpoint() override {
    for (const std::string& wrong : ends.platform.wrong) ADD_FAILURE() << wrong;
  }

  // The result of an operation that nobody is in the way of.
  int Do(HostEnds::Operation& operation) {
    EXPECT_TRUE(ends.Finish(operation));
    return operation.of_broker.result;
  }
  int Do(vmci_host_request request, const Bytes& bytes = {}) {
    HostEnds::Operation operation(request, bytes, false);
    const int result = Do(operation);
    moved = operation.of_broker.bytes;
    return result;
  }

  HostEnds ends;
  uint64_t moved = 0;
};

TEST_F(HostEndpoint, ProducesWhatTheMachineConsumes) {
  EXPECT_EQ(Do(VMCI_HOST_PRODUCE_FREE_SPACE), VMCI_SUCCESS);
  EXPECT_EQ(moved, kVmConsumes - 1);
  EXPECT_EQ(Do(VMCI_HOST_ENQUEUE, Bytes(99, 7)), VMCI_SUCCESS);
  EXPECT_EQ(moved, kVmConsumes - 1);
  EXPECT_EQ(ends.Dequeue(99), Bytes(kVmConsumes - 1, 7));
  EXPECT_EQ(ends.Enqueue(Bytes(99, 8)), kVmProduces - 1);
  EXPECT_EQ(Do(VMCI_HOST_CONSUME_BUF_READY), VMCI_SUCCESS);
  EXPECT_EQ(moved, kVmProduces - 1);
  HostEnds::Operation peek(VMCI_HOST_PEEK, Bytes(99), false);
  EXPECT_EQ(Do(peek), VMCI_SUCCESS);
  HostEnds::Operation dequeue(VMCI_HOST_DEQUEUE, Bytes(99), false);
  EXPECT_EQ(Do(dequeue), VMCI_SUCCESS);
  EXPECT_EQ(dequeue.of_broker.bytes, kVmProduces - 1);
  EXPECT_EQ(dequeue.bytes, peek.bytes);
  EXPECT_EQ(dequeue.bytes[0], 8);
}

TEST_F(HostEndpoint, AnswersEachQuery) {
  ends.Enqueue({1, 2, 3});
  EXPECT_EQ(Do(VMCI_HOST_ENQUEUE, {1}), VMCI_SUCCESS);
  EXPECT_EQ(Do(VMCI_HOST_PRODUCE_BUF_READY), VMCI_SUCCESS);
  EXPECT_EQ(moved, 1u);
  EXPECT_EQ(Do(VMCI_HOST_CONSUME_FREE_SPACE), VMCI_SUCCESS);
  EXPECT_EQ(moved, kVmProduces - 4);
  HostEnds::Operation produce(VMCI_HOST_PRODUCE_INDEXES, {}, false);
  HostEnds::Operation consume(VMCI_HOST_CONSUME_INDEXES, {}, false);
  EXPECT_EQ(Do(produce), VMCI_SUCCESS);
  EXPECT_EQ(Do(consume), VMCI_SUCCESS);
  EXPECT_EQ(produce.of_broker.tail, 1u);
  EXPECT_EQ(produce.of_broker.head, 0u);
  EXPECT_EQ(consume.of_broker.tail, 3u);
  EXPECT_EQ(consume.of_broker.head, 0u);
}

TEST_F(HostEndpoint, IsNotReadyWhileMemoryIsAwayAndThenGoesOn) {
  EXPECT_EQ(Do(VMCI_HOST_ENQUEUE, {1, 2}), VMCI_SUCCESS);
  ends.Enqueue({3, 4});
  EXPECT_EQ(ends.Do(vmci_broker_unmap_step, kVm), VMCI_SUCCESS);
  EXPECT_EQ(ends.platform.pinned(), 0u);
  EXPECT_EQ(Do(VMCI_HOST_ENQUEUE, {5}), VMCI_ERROR_QUEUEPAIR_NOT_READY);
  EXPECT_EQ(Do(VMCI_HOST_CONSUME_BUF_READY), VMCI_ERROR_QUEUEPAIR_NOT_READY);
  ends.MoveMemory();
  // Whatever has become of the host's half of the headers.
  vmci_hal_store_release(&ends.memory().headers[VMCI_HOST_QUEUE_OF_HOST].producer_tail, 0);
  EXPECT_EQ(ends.Do(vmci_broker_map_step, kVm), VMCI_SUCCESS);
  HostEnds::Operation dequeue(VMCI_HOST_DEQUEUE, Bytes(2), false);
  EXPECT_EQ(Do(dequeue), VMCI_SUCCESS);
  EXPECT_EQ(dequeue.bytes, (Bytes{3, 4}));
  EXPECT_EQ(ends.Dequeue(9), (Bytes{1, 2}));
  EXPECT_EQ(Do(VMCI_HOST_ENQUEUE, {5}), VMCI_SUCCESS);
  EXPECT_EQ(ends.Dequeue(9), (Bytes{5}));
}

TEST_F(HostEndpoint, WaitsForMemoryForBytesAndForTheMachineToLeave) {
  EXPECT_EQ(ends.Do(vmci_broker_unmap_step, kVm), VMCI_SUCCESS);
  HostEnds::Operation first(VMCI_HOST_DEQUEUE, Bytes(1), true);
  HostEnds::Operation second(VMCI_HOST_DEQUEUE, Bytes(1), true);
  EXPECT_FALSE(ends.Finish(first));
  EXPECT_EQ(ends.Do(vmci_broker_map_step, kVm), VMCI_SUCCESS);
  EXPECT_TRUE(ends.CanStep(first));
  EXPECT_FALSE(ends.Finish(first));
  ends.Enqueue({1});
  EXPECT_EQ(Do(first), VMCI_SUCCESS);
  EXPECT_EQ(first.bytes[0], 1);
  EXPECT_FALSE(ends.Finish(second));
  EXPECT_EQ(ends.Do(vmci_broker_detach_step, kVm), VMCI_SUCCESS);
  EXPECT_EQ(Do(second), VMCI_ERROR_QUEUEPAIR_NOTATTACHED);
}

TEST_F(HostEndpoint, WaitsForSpace) {
  EXPECT_EQ(Do(VMCI_HOST_ENQUEUE, Bytes(99)), VMCI_SUCCESS);
  HostEnds::Operation enqueue(VMCI_HOST_ENQUEUE, {1}, true);
  EXPECT_FALSE(ends.Finish(enqueue));
  ++ends.platform.wakes;  // for somebody else
  EXPECT_FALSE(ends.Finish(enqueue));
  ends.Dequeue(1);
  EXPECT_EQ(Do(enqueue), VMCI_SUCCESS);
}

TEST_F(HostEndpoint, MemoryIsNotTakenAwayUnderIt) {
  HostEnds::Operation enqueue(VMCI_HOST_ENQUEUE, {1}, false);
  ends.Step(enqueue);
  ends.Step(enqueue);
  HostEnds::Change unmap = ends.Begin(vmci_broker_unmap_step, kVm);
  EXPECT_EQ(ends.Step(unmap), VMCI_STEP_WAIT);
  EXPECT_EQ(Do(enqueue), VMCI_SUCCESS);
  EXPECT_TRUE(ends.Finish(unmap));
  EXPECT_EQ(ends.platform.pinned(), 0u);
}

TEST_F(HostEndpoint, BothHeadersAreMappedOrNone) {
  ends.platform.fail_map = true;
  EXPECT_EQ(Do(VMCI_HOST_ENQUEUE, {1}), VMCI_ERROR_NO_MEM);
  HostEnds::Operation first(VMCI_HOST_ENQUEUE, {1}, false);
  HostEnds::Operation second(VMCI_HOST_ENQUEUE, {2}, false);
  ends.Step(first);
  ends.Step(first);
  EXPECT_FALSE(ends.Finish(second));  // the first is about to map
  EXPECT_EQ(Do(first), VMCI_SUCCESS);
  EXPECT_EQ(Do(second), VMCI_SUCCESS);
  EXPECT_EQ(ends.Dequeue(9), (Bytes{1, 2}));
}

TEST_F(HostEndpoint, AMachineThatLeavesTakesWhatWasNotRead) {
  ends.Enqueue({1});
  EXPECT_EQ(ends.Do(vmci_broker_detach_step, kVm), VMCI_SUCCESS);
  EXPECT_EQ(Do(VMCI_HOST_DEQUEUE, {0}), VMCI_ERROR_QUEUEPAIR_NOTATTACHED);
  EXPECT_EQ(ends.platform.pinned(), 0u);
}

TEST_F(HostEndpoint, WhatAHostWroteThatLeavesCanBeRead) {
  EXPECT_EQ(Do(VMCI_HOST_ENQUEUE, {1, 2}), VMCI_SUCCESS);
  EXPECT_EQ(ends.Do(vmci_broker_detach_step, kHost), VMCI_SUCCESS);
  EXPECT_EQ(ends.platform.pinned(), 1u);
  EXPECT_FALSE(ends.memory().mapped);
  EXPECT_EQ(ends.Dequeue(9), (Bytes{1, 2}));
  EXPECT_EQ(Do(VMCI_HOST_ENQUEUE, {3}), VMCI_ERROR_QUEUEPAIR_NOTATTACHED);
  EXPECT_EQ(ends.Do(vmci_broker_detach_step, kVm), VMCI_SUCCESS_LAST_DETACH);
}

TEST_F(HostEndpoint, BelievesNoIndexOutOfRange) {
  vmci_hal_store_release(&ends.memory().headers[VMCI_HOST_QUEUE_OF_VM].producer_tail, 1 << 20);
  EXPECT_EQ(Do(VMCI_HOST_DEQUEUE, {0}), VMCI_ERROR_INVALID_SIZE);
  HostEnds::Operation dequeue(VMCI_HOST_DEQUEUE, {0}, true);
  EXPECT_EQ(Do(dequeue), VMCI_ERROR_INVALID_SIZE);
}

TEST_F(HostEndpoint, WhoWaitsOnAPairIsNotGivenTheNextOfItsHandle) {
  HostEnds::Operation dequeue(VMCI_HOST_DEQUEUE, {0}, true);
  EXPECT_FALSE(ends.Finish(dequeue));
  EXPECT_EQ(ends.Do(vmci_broker_detach_step, kVm), VMCI_SUCCESS);
  EXPECT_EQ(ends.Do(vmci_broker_detach_step, kHost), VMCI_SUCCESS_LAST_DETACH);
  vmci_event_queue_pair_msg message;
  while (vmci_broker_next_event(&ends.broker(), kHost, &message) >= 0) {
  }
  EXPECT_EQ(ends.Do(vmci_broker_alloc_step, kHost), VMCI_ERROR_UNAVAILABLE);
  EXPECT_EQ(Do(dequeue), VMCI_ERROR_QUEUEPAIR_NOTATTACHED);
  EXPECT_EQ(ends.Do(vmci_broker_alloc_step, kHost), VMCI_SUCCESS_QUEUEPAIR_CREATE);
}

TEST_F(HostEndpoint, ThereIsNoneOfPairsThatAreNotTheHosts) {
  HostEnds::Operation unknown(VMCI_HOST_ENQUEUE, {1}, true);
  unknown.of_broker.handle = {2, 7};
  EXPECT_EQ(Do(unknown), VMCI_ERROR_QUEUEPAIR_NOTATTACHED);
  HostEnds::Operation any(VMCI_HOST_ENQUEUE, {1}, true);
  any.of_broker.handle = {VMCI_ID_INVALID, 1024};
  EXPECT_EQ(Do(any), VMCI_ERROR_QUEUEPAIR_NOTATTACHED);
}

// Bytes of a stream: 0, 1, 2 and so on, of which some have been read.
struct Stream {
  unsigned char written = 0;
  unsigned char read = 0;

  Bytes Next(uint64_t length) const {
    Bytes bytes;
    for (uint64_t i = 0; i < length; ++i) bytes.push_back(static_cast<unsigned char>(written + i));
    return bytes;
  }
  bool Read(const Bytes& bytes, uint64_t length) {
    for (uint64_t i = 0; i < length; ++i) {
      if (bytes[i] != read++) return false;
    }
    return true;
  }
};

// All that can happen to a pair with both ends at work.
class Traffic {
 public:
  HostEnds ends;

  // Whether each byte was the next one of its stream, and each result one of its state's.
  bool right() const { return right_; }

  void Happen(unsigned what, unsigned which, uint64_t length) {
    if (what == 0 && operations_.size() < 4) Begin(which, length);
    if (what == 1 && changes_.empty()) Change(which);
    if (what == 2 && !away_)
      to_host_.written += static_cast<unsigned char>(ends.Enqueue(to_host_.Next(length)));
    if (what == 3 && !away_) {
      const Bytes bytes = ends.Dequeue(length);
      right_ &= to_vm_.Read(bytes, bytes.size());
    }
    if (what == 4 && !changes_.empty() && ends.CanStep(changes_.front())) StepChange();
    if (what > 4 && !operations_.empty()) {
      auto next = operations_.begin();
      std::advance(next, which % operations_.size());
      if (ends.CanStep(*next)) StepOperation(next);
    }
  }

  // Steps all until nobody can; then the machine leaves, and nobody waits any more.
  void End() {
    StepAll();
    right_ &= changes_.empty() && ends.Do(vmci_broker_detach_step, kVm) >= 0;
    StepAll();
    right_ &= operations_.empty() && ends.platform.pinned() == 0;
  }

 private:
  using Operations = std::list<HostEnds::Operation>;

  // One that writes at a time, as the bytes of two would come in either order; and one that reads,
  // as what one of two has read is not the other's.
  void Begin(unsigned which, uint64_t length) {
    constexpr vmci_host_request kRequests[] = {VMCI_HOST_ENQUEUE, VMCI_HOST_DEQUEUE, VMCI_HOST_PEEK,
                                               VMCI_HOST_CONSUME_BUF_READY};
    const vmci_host_request request = kRequests[which % 4];
    const bool writes = request == VMCI_HOST_ENQUEUE;
    for (const HostEnds::Operation& operation : operations_) {
      if ((operation.of_broker.request == VMCI_HOST_ENQUEUE) == writes) return;
    }
    operations_.emplace_back(request, writes ? to_vm_.Next(length) : Bytes(length), which % 8 < 4);
  }

  void Change(unsigned which) {
    if (away_) {
      ends.platform.fail_pin = which % 4 == 0;
      if (which % 2 == 0) ends.MoveMemory();
    }
    ends.platform.fail_map = which % 4 == 1;
    changes_.push_back(ends.Begin(away_ ? vmci_broker_map_step : vmci_broker_unmap_step, kVm));
    away_ = true;  // the machine stands still
  }

  void StepChange() {
    HostEnds::Change& change = changes_.front();
    ends.Step(change);
    if (!change.done) return;
    const int result = change.of_broker.result;
    away_ = change.step == vmci_broker_unmap_step || result < 0;
    changes_.clear();
    right_ &= result == VMCI_SUCCESS || result == VMCI_ERROR_NO_MEM;
  }

  void StepOperation(Operations::iterator operation) {
    ends.Step(*operation);
    if (!operation->done) return;
    right_ &= Ended(operation->of_broker, operation->bytes);
    operations_.erase(operation);
  }

  void StepAll() {
    for (bool moved = true; moved;) {
      moved = false;
      if (!changes_.empty() && ends.CanStep(changes_.front())) {
        StepChange();
        moved = true;
      }
      for (auto next = operations_.begin(); next != operations_.end();) {
        const auto operation = next++;
        if (!ends.CanStep(*operation)) continue;
        StepOperation(operation);
        moved = true;
      }
    }
  }

  bool Ended(const vmci_host_operation& operation, const Bytes& bytes) {
    Stream peeked = to_host_;
    if (operation.result == VMCI_SUCCESS) {
      if (operation.request == VMCI_HOST_ENQUEUE)
        to_vm_.written += static_cast<unsigned char>(operation.bytes);
      if (operation.request == VMCI_HOST_DEQUEUE) return to_host_.Read(bytes, operation.bytes);
      if (operation.request == VMCI_HOST_PEEK) return peeked.Read(bytes, operation.bytes);
      return true;
    }
    const int result = operation.result;
    if (operation.blocks != 0 &&
        (result == VMCI_ERROR_QUEUEPAIR_NODATA || result == VMCI_ERROR_QUEUEPAIR_NOSPACE ||
         result == VMCI_ERROR_QUEUEPAIR_NOT_READY))
      return false;
    return result != VMCI_ERROR_INVALID_SIZE && result != VMCI_ERROR_INVALID_ARGS;
  }

  Stream to_host_;
  Stream to_vm_;
  Operations operations_;
  std::vector<HostEnds::Change> changes_;
  bool away_ = false;  // memory is, or is about to be
  bool right_ = true;
};

RC_GTEST_PROP(HostEndpointPrograms, BytesComeInOrderThoughMemoryGoesAndComes, ()) {
  Traffic traffic;
  const auto words = *rc::gen::container<std::vector<uint32_t>>(rc::gen::arbitrary<uint32_t>());
  for (const uint32_t word : words) {
    traffic.Happen(word % 12, word / 12 % 64, word / 768 % 24);
    RC_ASSERT(traffic.right());
    RC_ASSERT(traffic.ends.platform.wrong.empty());
  }
  traffic.End();
  RC_ASSERT(traffic.right());
  RC_ASSERT(traffic.ends.platform.wrong.empty());
}

}  // namespace
}  // namespace vmcheck::core
