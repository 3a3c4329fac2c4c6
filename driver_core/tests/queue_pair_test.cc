// Flags, sizes and pages of queue pairs, against arithmetic that cannot wrap.
#include <driver_core/queue_pair.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>

namespace vmcheck::core {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr uint64_t kMost = 128 << 20;
constexpr uint64_t kPage = VMCI_HAL_PAGE_SIZE;

// Numbers of bytes: any at all, about a border, and so near to 2^64 that sums wrap.
rc::Gen<uint64_t> Bytes() {
  const auto near = [](uint64_t border) {
    return rc::gen::map(rc::gen::inRange(-3, 4), [border](int distance) {
      return border + static_cast<uint64_t>(static_cast<int64_t>(distance));
    });
  };
  return rc::gen::oneOf(rc::gen::arbitrary<uint64_t>(), rc::gen::inRange<uint64_t>(0, kMost),
                        near(0), near(kPage), near(kMost / 2), near(kMost),
                        near(uint64_t{1} << 32));
}

RC_GTEST_PROP(QueuePair, SizesTogetherStayWithinTheLimit, ()) {
  const uint64_t produce = *Bytes();
  const uint64_t consume = *Bytes();
  const Wide total = Wide{produce} + consume;
  const int result = vmci_queue_pair_check_sizes(produce, consume);
  RC_ASSERT(result == (total == 0      ? VMCI_ERROR_INVALID_ARGS
                       : total > kMost ? VMCI_ERROR_NO_RESOURCES
                                       : VMCI_SUCCESS));
}

RC_GTEST_PROP(QueuePair, PagesHoldTheDataAndNoPageIsForNothing, ()) {
  const auto size = *rc::gen::suchThat(Bytes(), [](uint64_t bytes) { return bytes <= kMost; });
  const uint64_t data_pages = vmci_queue_pages(size) - 1;
  RC_ASSERT(data_pages * kPage >= size);
  RC_ASSERT(data_pages * kPage < size + kPage);
}

TEST(QueuePair, EveryFlagByItself) {
  EXPECT_EQ(vmci_queue_pair_check_flags(0), VMCI_SUCCESS);
  EXPECT_EQ(vmci_queue_pair_check_flags(1), VMCI_SUCCESS);
  EXPECT_EQ(vmci_queue_pair_check_flags(2), VMCI_SUCCESS);
  EXPECT_EQ(vmci_queue_pair_check_flags(3), VMCI_SUCCESS);
  for (uint32_t bit = 2; bit < 32; ++bit)
    EXPECT_EQ(vmci_queue_pair_check_flags(uint32_t{1} << bit | 1), VMCI_ERROR_INVALID_ARGS) << bit;
}

TEST(QueuePair, FlagsAgreeButForTheWayOfAttaching) {
  EXPECT_TRUE(vmci_queue_pair_flags_agree(0, 1));
  EXPECT_TRUE(vmci_queue_pair_flags_agree(3, 2));
  EXPECT_FALSE(vmci_queue_pair_flags_agree(2, 0));
  EXPECT_FALSE(vmci_queue_pair_flags_agree(1, 3));
}

}  // namespace
}  // namespace vmcheck::core
