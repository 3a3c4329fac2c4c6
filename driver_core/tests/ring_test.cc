// The ring among honest endpoints: what each operation and query returns.
#include <gtest/gtest.h>

#include <string>

#include "driver_core/tests/operations.h"

namespace vmcheck::core {
namespace {

// `length` bytes that differ from their neighbours, beginning anew for each `from`.
std::string Text(uint64_t from, uint64_t length) {
  std::string text;
  for (uint64_t i = 0; i < length; ++i) {
    text.push_back(static_cast<char>('a' + (from + i) % 23));
  }
  return text;
}

TEST(Ring, CarriesBytesInOrder) {
  Endpoints pair(10, 10);
  ASSERT_EQ(pair.Init(), VMCI_SUCCESS);
  EXPECT_EQ(Enqueue(pair.ends[0], "abc"), Copied(3));
  EXPECT_EQ(Enqueue(pair.ends[0], "de"), Copied(2));
  EXPECT_EQ(Dequeue(pair.ends[1], 4), Got("abcd"));
  EXPECT_EQ(Dequeue(pair.ends[1], 4), Got("e"));
}

TEST(Ring, IsEmptyAtFirstAndAgainWhenDrained) {
  Endpoints pair(10, 10);
  ASSERT_EQ(pair.Init(), VMCI_SUCCESS);
  EXPECT_EQ(Dequeue(pair.ends[1], 1), NotRead(VMCI_ERROR_QUEUEPAIR_NODATA));
  EXPECT_EQ(Peek(pair.ends[1], 1), NotRead(VMCI_ERROR_QUEUEPAIR_NODATA));
  EXPECT_EQ(DequeueV(pair.ends[1], {1, 1}), NotRead(VMCI_ERROR_QUEUEPAIR_NODATA));
  EXPECT_EQ(PeekV(pair.ends[1], {1, 1}), NotRead(VMCI_ERROR_QUEUEPAIR_NODATA));
  EXPECT_EQ(Enqueue(pair.ends[0], "a"), Copied(1));
  EXPECT_EQ(Dequeue(pair.ends[1], 1), Got("a"));
  EXPECT_EQ(Dequeue(pair.ends[1], 1), NotRead(VMCI_ERROR_QUEUEPAIR_NODATA));
}

TEST(Ring, KeepsOneByteFree) {
  Endpoints pair(5, 5);
  ASSERT_EQ(pair.Init(), VMCI_SUCCESS);
  EXPECT_EQ(Enqueue(pair.ends[0], "abcdefg"), Copied(4));
  EXPECT_EQ(Enqueue(pair.ends[0], "h"), Error(VMCI_ERROR_QUEUEPAIR_NOSPACE));
  EXPECT_EQ(EnqueueV(pair.ends[0], {"h"}), Error(VMCI_ERROR_QUEUEPAIR_NOSPACE));
  EXPECT_EQ(Dequeue(pair.ends[1], 1), Got("a"));
  EXPECT_EQ(Enqueue(pair.ends[0], "hi"), Copied(1));
  EXPECT_EQ(Dequeue(pair.ends[1], 9), Got("bcdh"));
}

TEST(Ring, CopiesNothingForNoBytes) {
  Endpoints pair(5, 5);
  ASSERT_EQ(pair.Init(), VMCI_SUCCESS);
  EXPECT_EQ(Enqueue(pair.ends[0], ""), Copied(0));
  EXPECT_EQ(EnqueueV(pair.ends[0], {}), Copied(0));
  EXPECT_EQ(Enqueue(pair.ends[0], "a"), Copied(1));
  EXPECT_EQ(Dequeue(pair.ends[1], 0), Got(""));
  EXPECT_EQ(DequeueV(pair.ends[1], {}), Got(""));
  EXPECT_EQ(Peek(pair.ends[1], 0), Got(""));
  EXPECT_EQ(PeekV(pair.ends[1], {0, 0}), Got(""));
  EXPECT_EQ(Dequeue(pair.ends[1], 1), Got("a"));
}

TEST(Ring, ReportsFullAndEmptyEvenForNoBytes) {
  Endpoints pair(2, 2);
  ASSERT_EQ(pair.Init(), VMCI_SUCCESS);
  EXPECT_EQ(Dequeue(pair.ends[1], 0), NotRead(VMCI_ERROR_QUEUEPAIR_NODATA));
  EXPECT_EQ(Enqueue(pair.ends[0], "a"), Copied(1));
  EXPECT_EQ(Enqueue(pair.ends[0], ""), Error(VMCI_ERROR_QUEUEPAIR_NOSPACE));
}

TEST(Ring, PeekLeavesTheBytes) {
  Endpoints pair(10, 10);
  ASSERT_EQ(pair.Init(), VMCI_SUCCESS);
  EXPECT_EQ(Enqueue(pair.ends[0], "abc"), Copied(3));
  EXPECT_EQ(Peek(pair.ends[1], 2), Got("ab"));
  EXPECT_EQ(PeekV(pair.ends[1], {1, 0, 5}), Got("abc"));
  EXPECT_EQ(Dequeue(pair.ends[1], 3), Got("abc"));
}

TEST(Ring, VectorsMayHoldEmptyPiecesAndMoreThanFits) {
  Endpoints pair(7, 7);
  ASSERT_EQ(pair.Init(), VMCI_SUCCESS);
  EXPECT_EQ(EnqueueV(pair.ends[0], {"", "ab", "", "cdefgh", "ij", ""}), Copied(6));
  EXPECT_EQ(DequeueV(pair.ends[1], {0, 1, 3, 0, 9, 2}), Got("abcdef"));
  EXPECT_EQ(EnqueueV(pair.ends[0], {"", ""}), Copied(0));
}

TEST(Ring, TheTwoDirectionsAreIndependent) {
  Endpoints pair(3, 7);
  ASSERT_EQ(pair.Init(), VMCI_SUCCESS);
  EXPECT_EQ(Enqueue(pair.ends[0], "abcdefgh"), Copied(2));
  EXPECT_EQ(Enqueue(pair.ends[1], "ABCDEFGH"), Copied(6));
  EXPECT_EQ(Dequeue(pair.ends[0], 9), Got("ABCDEF"));
  EXPECT_EQ(Dequeue(pair.ends[1], 9), Got("ab"));
}

TEST(Ring, OfOneByteIsAlwaysFullAndEmpty) {
  Endpoints pair(1, 2);
  ASSERT_EQ(pair.Init(), VMCI_SUCCESS);
  EXPECT_EQ(Enqueue(pair.ends[0], "a"), Error(VMCI_ERROR_QUEUEPAIR_NOSPACE));
  EXPECT_EQ(Dequeue(pair.ends[1], 1), NotRead(VMCI_ERROR_QUEUEPAIR_NODATA));
  EXPECT_EQ(Ask(vmci_ring_produce_free_space, pair.ends[0]), (Answer{VMCI_SUCCESS, 0}));
  EXPECT_EQ(Ask(vmci_ring_consume_buf_ready, pair.ends[1]), (Answer{VMCI_SUCCESS, 0}));
}

TEST(Ring, OfSizeZeroRefusesEverythingInThatDirectionOnly) {
  Endpoints pair(0, 4);
  ASSERT_EQ(pair.Init(), VMCI_SUCCESS);
  const Answer refused = Refused(VMCI_ERROR_INVALID_SIZE);
  EXPECT_EQ(Enqueue(pair.ends[0], "a"), Error(VMCI_ERROR_INVALID_SIZE));
  EXPECT_EQ(EnqueueV(pair.ends[0], {}), Error(VMCI_ERROR_INVALID_SIZE));
  EXPECT_EQ(Ask(vmci_ring_produce_indexes, pair.ends[0]), refused);
  EXPECT_EQ(Ask(vmci_ring_produce_free_space, pair.ends[0]), refused);
  EXPECT_EQ(Ask(vmci_ring_produce_buf_ready, pair.ends[0]), refused);
  EXPECT_EQ(Dequeue(pair.ends[1], 1), NotRead(VMCI_ERROR_INVALID_SIZE));
  EXPECT_EQ(Peek(pair.ends[1], 1), NotRead(VMCI_ERROR_INVALID_SIZE));
  EXPECT_EQ(Ask(vmci_ring_consume_indexes, pair.ends[1]), refused);
  EXPECT_EQ(Ask(vmci_ring_consume_free_space, pair.ends[1]), refused);
  EXPECT_EQ(Ask(vmci_ring_consume_buf_ready, pair.ends[1]), refused);

  EXPECT_EQ(Enqueue(pair.ends[1], "abc"), Copied(3));
  EXPECT_EQ(Dequeue(pair.ends[0], 3), Got("abc"));
}

TEST(Ring, QueriesTellBothEndsTheSame) {
  Endpoints pair(11, 4);
  ASSERT_EQ(pair.Resume(7, 7), VMCI_SUCCESS);
  EXPECT_EQ(Enqueue(pair.ends[0], "abcdef"), Copied(6));
  EXPECT_EQ(Dequeue(pair.ends[1], 1), Got("a"));
  EXPECT_EQ(Ask(vmci_ring_produce_indexes, pair.ends[0]), (Answer{VMCI_SUCCESS, 2, 8}));
  EXPECT_EQ(Ask(vmci_ring_consume_indexes, pair.ends[1]), (Answer{VMCI_SUCCESS, 2, 8}));
  EXPECT_EQ(Ask(vmci_ring_produce_free_space, pair.ends[0]), (Answer{VMCI_SUCCESS, 5}));
  EXPECT_EQ(Ask(vmci_ring_consume_free_space, pair.ends[1]), (Answer{VMCI_SUCCESS, 5}));
  EXPECT_EQ(Ask(vmci_ring_produce_buf_ready, pair.ends[0]), (Answer{VMCI_SUCCESS, 5}));
  EXPECT_EQ(Ask(vmci_ring_consume_buf_ready, pair.ends[1]), (Answer{VMCI_SUCCESS, 5}));
}

// Every message length from every start, in small rings and around the borders of pages.
class EverySize : public testing::TestWithParam<uint64_t> {};

TEST_P(EverySize, EveryMessageFromEveryStart) {
  const uint64_t size = GetParam();
  const uint64_t step = size < 100 ? 1 : size / 37;
  for (uint64_t at = 0; at < size; at += step) {
    for (uint64_t length = 0; length <= size + 1; length += step) {
      SCOPED_TRACE(testing::Message() << "size " << size << ", at " << at << ", " << length);
      Endpoints pair(size, 0);
      ASSERT_EQ(pair.Resume(at, at), VMCI_SUCCESS);
      const uint64_t fits = std::min(length, size - 1);
      const std::string sent = Text(at, length);
      ASSERT_EQ(Enqueue(pair.ends[0], sent),
                size == 1 ? Error(VMCI_ERROR_QUEUEPAIR_NOSPACE) : Copied(fits));
      ASSERT_EQ(Ask(vmci_ring_consume_indexes, pair.ends[1]),
                (Answer{VMCI_SUCCESS, (at + fits) % size, at}));
      ASSERT_EQ(Dequeue(pair.ends[1], size),
                fits == 0 ? NotRead(VMCI_ERROR_QUEUEPAIR_NODATA) : Got(sent.substr(0, fits)));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ring, EverySize,
                         testing::Values(1, 2, 3, 5, 7, 8, 9, 16, 17, 31, VMCI_HAL_PAGE_SIZE - 1,
                                         VMCI_HAL_PAGE_SIZE, VMCI_HAL_PAGE_SIZE + 1,
                                         2 * VMCI_HAL_PAGE_SIZE + 5));

}  // namespace
}  // namespace vmcheck::core
