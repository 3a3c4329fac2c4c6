// How an endpoint begins, begins again, and is refused.
#include <gtest/gtest.h>

#include <cstring>

#include "driver_core/tests/operations.h"

namespace vmcheck::core {
namespace {

TEST(Begin, HeaderInitWritesHandleAndZeroes) {
  vmci_queue_header header;
  std::memset(&header, 0xff, sizeof header);
  vmci_queue_header_init(&header, vmci_handle{.context = 3, .resource = 1025});
  EXPECT_EQ(header.handle.context, 3u);
  EXPECT_EQ(header.handle.resource, 1025u);
  const vmci_shared_u64 zero = {};
  EXPECT_EQ(std::memcmp(&header.producer_tail, &zero, 8), 0);
  EXPECT_EQ(std::memcmp(&header.consumer_head, &zero, 8), 0);
}

TEST(Begin, InitEmptiesBothRingsAndPublishes) {
  Endpoints pair(5, 3);
  pair.queues[0].header.producer_tail.value = 99;
  pair.queues[0].header.consumer_head.value = 99;
  EXPECT_EQ(vmci_ring_pair_init(&pair.ends[0]), VMCI_SUCCESS);
  EXPECT_EQ(pair.queues[0].header.producer_tail.value, 0u);
  EXPECT_EQ(pair.queues[0].header.consumer_head.value, 0u);
}

TEST(Begin, ResumeTakesUpWhereTheRingStood) {
  Endpoints pair(5, 3);
  ASSERT_EQ(pair.Init(), VMCI_SUCCESS);
  EXPECT_EQ(Enqueue(pair.ends[0], "abcd"), Copied(4));
  EXPECT_EQ(Dequeue(pair.ends[1], 1), Got("a"));
  pair.Tail0().value = 0;  // as after a migration that lost the header pages
  pair.Head0().value = 0;
  EXPECT_EQ(pair.Resume(4, 1), VMCI_SUCCESS);
  EXPECT_EQ(pair.Tail0().value, 4u);
  EXPECT_EQ(pair.Head0().value, 1u);
  EXPECT_EQ(Enqueue(pair.ends[0], "ef"), Copied(1));
  EXPECT_EQ(Dequeue(pair.ends[1], 9), Got("bcde"));
}

TEST(Begin, ResumeMayGoBackwards) {
  Endpoints pair(5, 3);
  ASSERT_EQ(pair.Init(), VMCI_SUCCESS);
  EXPECT_EQ(Enqueue(pair.ends[0], "abc"), Copied(3));
  EXPECT_EQ(Dequeue(pair.ends[1], 3), Got("abc"));
  EXPECT_EQ(pair.Resume(3, 1), VMCI_SUCCESS);
  EXPECT_EQ(Dequeue(pair.ends[1], 3), Got("bc"));
}

TEST(Begin, OneSizeMayBeZeroButNotBoth) {
  EXPECT_EQ(Endpoints(0, 3).Init(), VMCI_SUCCESS);
  EXPECT_EQ(Endpoints(3, 0).Init(), VMCI_SUCCESS);
  EXPECT_EQ(Endpoints(0, 0).Init(), VMCI_ERROR_INVALID_ARGS);
}

TEST(Begin, RefusesAListOfPagesThatIsTooShort) {
  for (uint64_t size : {uint64_t{1}, uint64_t{VMCI_HAL_PAGE_SIZE}, uint64_t{VMCI_HAL_PAGE_SIZE} + 1,
                        2 * uint64_t{VMCI_HAL_PAGE_SIZE}}) {
    Endpoints pair(size, size);
    ASSERT_EQ(pair.Init(), VMCI_SUCCESS);
    vmci_ring_pair& end = pair.ends[0];
    end.produce.bytes.page_count -= 1;
    EXPECT_EQ(vmci_ring_pair_init(&end), VMCI_ERROR_INVALID_ARGS);
    end.produce.bytes.page_count += 1;
    end.consume.bytes.page_count -= 1;
    EXPECT_EQ(vmci_ring_pair_init(&end), VMCI_ERROR_INVALID_ARGS);
    end.consume.bytes.page_count += 1;
    end.produce.bytes.size = ~uint64_t{0};
    EXPECT_EQ(vmci_ring_pair_init(&end), VMCI_ERROR_INVALID_ARGS);
  }
}

TEST(Begin, RefusesEachIndexThatIsNotBelowItsSizeAndChangesNothing) {
  Endpoints pair(5, 3);
  ASSERT_EQ(pair.Resume(2, 1), VMCI_SUCCESS);
  const vmci_ring_indexes good = {
      .produce_tail = 4, .produce_head = 4, .consume_tail = 2, .consume_head = 2};
  for (uint64_t vmci_ring_indexes::*index :
       {&vmci_ring_indexes::produce_tail, &vmci_ring_indexes::produce_head,
        &vmci_ring_indexes::consume_tail, &vmci_ring_indexes::consume_head}) {
    vmci_ring_indexes bad = good;
    bad.*index += 1;
    EXPECT_EQ(vmci_ring_pair_resume(&pair.ends[0], &bad), VMCI_ERROR_INVALID_SIZE);
    bad.*index = ~uint64_t{0};
    EXPECT_EQ(vmci_ring_pair_resume(&pair.ends[0], &bad), VMCI_ERROR_INVALID_SIZE);
  }
  EXPECT_EQ(Ask(vmci_ring_produce_indexes, pair.ends[0]), (Answer{VMCI_SUCCESS, 2, 1}));
  EXPECT_EQ(pair.Tail0().value, 2u);
  EXPECT_EQ(vmci_ring_pair_resume(&pair.ends[0], &good), VMCI_SUCCESS);
}

TEST(Begin, InARingOfSizeZeroAnIndexMustBeZero) {
  Endpoints pair(0, 3);
  EXPECT_EQ(pair.Resume(0, 0), VMCI_SUCCESS);
  EXPECT_EQ(pair.Resume(1, 0), VMCI_ERROR_INVALID_SIZE);
  EXPECT_EQ(pair.Resume(0, 1), VMCI_ERROR_INVALID_SIZE);
}

}  // namespace
}  // namespace vmcheck::core
