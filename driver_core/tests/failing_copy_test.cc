// The ring when the caller's memory cannot be read or written.
#include <gtest/gtest.h>

#include "driver_core/tests/operations.h"

extern "C" {
int vmci_test_copies_left = 0;
}

namespace vmcheck::core {
namespace {

constexpr int kMany = 1000;

// A ring of 6 bytes that holds "abc" at [4, 1), so that three bytes in either direction take two
// copies; the first copy succeeds and the second fails.
class FailingCopy : public testing::Test {
 protected:
  FailingCopy() : pair(6, 0) {
    EXPECT_EQ(pair.Resume(4, 4), VMCI_SUCCESS);
    vmci_test_copies_left = kMany;
    EXPECT_EQ(Enqueue(pair.ends[0], "abc"), Copied(3));
    vmci_test_copies_left = 1;
  }
  ~FailingCopy() override { vmci_test_copies_left = 0; }

  Endpoints pair;
};

TEST_F(FailingCopy, EnqueuePublishesNothing) {
  EXPECT_EQ(EnqueueV(pair.ends[0], {"d", "e"}), Error(VMCI_ERROR_INVALID_ARGS));
  EXPECT_EQ(pair.Tail0().value, 1u);
  vmci_test_copies_left = 0;
  EXPECT_EQ(Enqueue(pair.ends[0], "d"), Error(VMCI_ERROR_INVALID_ARGS));
  EXPECT_EQ(pair.Tail0().value, 1u);
  vmci_test_copies_left = kMany;
  EXPECT_EQ(Enqueue(pair.ends[0], "DE"), Copied(2));
  EXPECT_EQ(Dequeue(pair.ends[1], 9), Got("abcDE"));
}

TEST_F(FailingCopy, DequeueLeavesTheBytes) {
  EXPECT_EQ(Dequeue(pair.ends[1], 3), NotRead(VMCI_ERROR_INVALID_ARGS));
  EXPECT_EQ(pair.Head0().value, 4u);
  vmci_test_copies_left = 1;
  EXPECT_EQ(DequeueV(pair.ends[1], {1, 1}), NotRead(VMCI_ERROR_INVALID_ARGS));
  EXPECT_EQ(pair.Head0().value, 4u);
  vmci_test_copies_left = kMany;
  EXPECT_EQ(Dequeue(pair.ends[1], 9), Got("abc"));
}

TEST_F(FailingCopy, PeekFailsAlike) {
  EXPECT_EQ(Peek(pair.ends[1], 3), NotRead(VMCI_ERROR_INVALID_ARGS));
  vmci_test_copies_left = 1;
  EXPECT_EQ(PeekV(pair.ends[1], {1, 1}), NotRead(VMCI_ERROR_INVALID_ARGS));
  vmci_test_copies_left = kMany;
  EXPECT_EQ(Peek(pair.ends[1], 9), Got("abc"));
}

}  // namespace
}  // namespace vmcheck::core
