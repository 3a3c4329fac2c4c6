// The ring against a peer that writes what it likes into the shared words.
#include <gtest/gtest.h>

#include <string>

#include "driver_core/tests/operations.h"

namespace vmcheck::core {
namespace {

// Indices that a ring of 10 bytes does not have; of one, the half that a machine of 32 bits does
// not read tells it.
constexpr vmci_hal_word kAllOnes = ~vmci_hal_word{0};
constexpr vmci_hal_word kBeyond32Bits = static_cast<vmci_hal_word>(uint64_t{1} << 32);
constexpr vmci_hal_word kOutOfRange[] = {10, 11, kBeyond32Bits ? kBeyond32Bits : 12,
                                         kAllOnes / 2 + 1, kAllOnes};

// A ring of 10 bytes that holds [3, 6): the tail is 6, the head 3, and both ends have accepted
// both.
class HostilePeer : public testing::Test {
 protected:
  HostilePeer() : pair(10, 4) {
    EXPECT_EQ(pair.Resume(3, 3), VMCI_SUCCESS);
    EXPECT_EQ(Enqueue(producer, "abc"), Copied(3));
    EXPECT_EQ(Peek(consumer, 0), Got(""));
  }

  // What the producer may look at is refused, and neither it nor its words change.
  void ExpectHeadRefused(uint64_t head) {
    SCOPED_TRACE(testing::Message() << "head " << head);
    pair.Head0().value = head;
    EXPECT_EQ(Enqueue(producer, "x"), Error(VMCI_ERROR_INVALID_SIZE));
    EXPECT_EQ(EnqueueV(producer, {"x", "y"}), Error(VMCI_ERROR_INVALID_SIZE));
    EXPECT_EQ(Enqueue(producer, ""), Error(VMCI_ERROR_INVALID_SIZE));
    EXPECT_EQ(Ask(vmci_ring_produce_indexes, producer), Refused(VMCI_ERROR_INVALID_SIZE));
    EXPECT_EQ(Ask(vmci_ring_produce_free_space, producer), Refused(VMCI_ERROR_INVALID_SIZE));
    EXPECT_EQ(Ask(vmci_ring_produce_buf_ready, producer), Refused(VMCI_ERROR_INVALID_SIZE));
    EXPECT_EQ(pair.Tail0().value, 6u);
    EXPECT_EQ(producer.produce.tail, 6u);
    EXPECT_EQ(producer.consume.head, 3u);
  }

  void ExpectTailRefused(uint64_t tail) {
    SCOPED_TRACE(testing::Message() << "tail " << tail);
    pair.Tail0().value = tail;
    EXPECT_EQ(Dequeue(consumer, 1), NotRead(VMCI_ERROR_INVALID_SIZE));
    EXPECT_EQ(DequeueV(consumer, {1, 1}), NotRead(VMCI_ERROR_INVALID_SIZE));
    EXPECT_EQ(Peek(consumer, 1), NotRead(VMCI_ERROR_INVALID_SIZE));
    EXPECT_EQ(PeekV(consumer, {1, 1}), NotRead(VMCI_ERROR_INVALID_SIZE));
    EXPECT_EQ(Ask(vmci_ring_consume_indexes, consumer), Refused(VMCI_ERROR_INVALID_SIZE));
    EXPECT_EQ(Ask(vmci_ring_consume_free_space, consumer), Refused(VMCI_ERROR_INVALID_SIZE));
    EXPECT_EQ(Ask(vmci_ring_consume_buf_ready, consumer), Refused(VMCI_ERROR_INVALID_SIZE));
    EXPECT_EQ(pair.Head0().value, 3u);
    EXPECT_EQ(consumer.produce.head, 3u);
    EXPECT_EQ(consumer.consume.tail, 6u);
  }

  Endpoints pair;
  vmci_ring_pair& producer = pair.ends[0];
  vmci_ring_pair& consumer = pair.ends[1];
};

TEST_F(HostilePeer, HeadOutOfRange) {
  for (vmci_hal_word head : kOutOfRange) {
    ExpectHeadRefused(head);
  }
}

TEST_F(HostilePeer, HeadBackwardsOrPastTheTail) {
  // Forward from 3 and not past the tail is 3 to 6; all else would take space back or free
  // what was never written, which in a ring is the same.
  for (uint64_t head : {0, 1, 2, 7, 8, 9}) {
    ExpectHeadRefused(head);
  }
}

TEST_F(HostilePeer, HeadForwardWithinWhatWasReadyIsBelieved) {
  for (uint64_t head : {3, 4, 5, 6}) {
    pair.Head0().value = head;
    EXPECT_EQ(Ask(vmci_ring_produce_indexes, producer), (Answer{VMCI_SUCCESS, 6, head}));
    EXPECT_EQ(Ask(vmci_ring_produce_free_space, producer), (Answer{VMCI_SUCCESS, head + 3}));
  }
}

TEST_F(HostilePeer, TailOutOfRange) {
  for (vmci_hal_word tail : kOutOfRange) {
    ExpectTailRefused(tail);
  }
}

TEST_F(HostilePeer, TailBackwardsOrOntoTheHead) {
  for (uint64_t tail : {3, 4, 5}) {
    ExpectTailRefused(tail);
  }
}

TEST_F(HostilePeer, TailForwardWithinWhatWasFreeIsBelieved) {
  for (uint64_t tail : {6, 7, 8, 9, 0, 1, 2}) {
    pair.Tail0().value = tail;
    EXPECT_EQ(Ask(vmci_ring_consume_indexes, consumer), (Answer{VMCI_SUCCESS, tail, 3}));
    EXPECT_EQ(Ask(vmci_ring_consume_buf_ready, consumer),
              (Answer{VMCI_SUCCESS, (tail + 10 - 3) % 10}));
  }
}

TEST_F(HostilePeer, ForwardIsJudgedFromTheLastWordAccepted) {
  pair.Tail0().value = 8;
  EXPECT_EQ(Peek(consumer, 1), Got("a"));  // accepts 8
  pair.Tail0().value = 7;
  EXPECT_EQ(Peek(consumer, 1), NotRead(VMCI_ERROR_INVALID_SIZE));
  pair.Head0().value = 5;
  EXPECT_EQ(Enqueue(producer, ""), Copied(0));  // accepts 5
  pair.Head0().value = 4;
  EXPECT_EQ(Enqueue(producer, ""), Error(VMCI_ERROR_INVALID_SIZE));
}

TEST_F(HostilePeer, AQueryAcceptsNothing) {
  pair.Tail0().value = 8;
  EXPECT_EQ(Ask(vmci_ring_consume_buf_ready, consumer), (Answer{VMCI_SUCCESS, 5}));
  EXPECT_EQ(consumer.consume.tail, 6u);
  pair.Head0().value = 5;
  EXPECT_EQ(Ask(vmci_ring_produce_free_space, producer), (Answer{VMCI_SUCCESS, 8}));
  EXPECT_EQ(producer.consume.head, 3u);
}

TEST_F(HostilePeer, WorksAgainWhenTheWordIsBelievable) {
  ExpectHeadRefused(9);
  pair.Head0().value = 3;
  EXPECT_EQ(Enqueue(producer, "de"), Copied(2));
  ExpectTailRefused(4);
  pair.Tail0().value = 8;
  EXPECT_EQ(Dequeue(consumer, 9), Got("abcde"));
}

TEST_F(HostilePeer, OurOwnWordsAreNeverReadBack) {
  // The peer spoils the producer's tail; the producer does not notice, and mends it.
  pair.Tail0().value = 0;
  EXPECT_EQ(Ask(vmci_ring_produce_indexes, producer), (Answer{VMCI_SUCCESS, 6, 3}));
  EXPECT_EQ(Ask(vmci_ring_produce_buf_ready, producer), (Answer{VMCI_SUCCESS, 3}));
  EXPECT_EQ(Enqueue(producer, "de"), Copied(2));
  EXPECT_EQ(pair.Tail0().value, 8u);

  // And likewise the consumer's head.
  pair.Head0().value = kAllOnes;
  EXPECT_EQ(Ask(vmci_ring_consume_indexes, consumer), (Answer{VMCI_SUCCESS, 8, 3}));
  EXPECT_EQ(Dequeue(consumer, 4), Got("abcd"));
  EXPECT_EQ(pair.Head0().value, 7u);
}

TEST_F(HostilePeer, ALieInOneDirectionLeavesTheOtherAlone) {
  pair.Head0().value = kAllOnes;
  pair.Tail0().value = kAllOnes;
  EXPECT_EQ(Enqueue(consumer, "xyz"), Copied(3));
  EXPECT_EQ(Dequeue(producer, 3), Got("xyz"));
}

}  // namespace
}  // namespace vmcheck::core
