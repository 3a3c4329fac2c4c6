// The allocator of notification indexes: examples, all short sequences of calls, and any longer
// ones, against a list of how many users each index has.
extern "C" {
#include "driver_core/notify_index.h"
}

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace vmcheck::core {
namespace {

static_assert(std::is_trivially_copyable_v<vmci_notify_indexes>);
static_assert(std::has_unique_object_representations_v<vmci_notify_indexes>);

constexpr unsigned kIndexes = VMCI_NOTIFY_INDEXES;
constexpr unsigned kUntouched = 0xdeadbeef;

// An allocator beside what must hold of it: how many users each index has.
class Indexes {
 public:
  Indexes() { vmci_notify_indexes_init(&table_); }

  unsigned last() const { return last_; }
  std::vector<unsigned> in_use() const {
    std::vector<unsigned> indexes;
    for (unsigned i = 0; i < kIndexes; ++i) {
      if (users_[i] > 0) indexes.push_back(i);
    }
    return indexes;
  }

  // What is wrong with what it does; nothing if all is well.
  std::string Reserve() {
    unsigned index = kUntouched;
    if (vmci_notify_index_reserve(&table_, &index) != VMCI_SUCCESS) return "no index is given";
    if (index >= kIndexes) return "an index beyond the page: " + std::to_string(index);
    if (index != NextOfTheLeastUsed()) return "not the next one: " + std::to_string(index);
    last_ = index;
    ++users_[index];
    return Wrong();
  }
  std::string Release(unsigned index) {
    vmci_notify_index_release(&table_, index);
    --users_[index];
    return Wrong();
  }

 private:
  unsigned NextOfTheLeastUsed() const {
    const uint32_t fewest = *std::min_element(users_.begin(), users_.end());
    unsigned index = last_;
    do {
      index = (index + 1) % kIndexes;
    } while (users_[index] != fewest);
    return index;
  }

  std::string Wrong() const {
    if (!std::equal(users_.begin(), users_.end(), table_.users)) return "users are miscounted";
    unsigned end = kIndexes;
    while (end > 0 && users_[end - 1] == 0) --end;
    if (table_.end != end) return "the scan ends at " + std::to_string(table_.end);
    return "";
  }

  vmci_notify_indexes table_;
  std::vector<uint32_t> users_ = std::vector<uint32_t>(kIndexes);
  unsigned last_ = kIndexes - 1;
};

Indexes AllInUse() {
  Indexes indexes;
  for (unsigned i = 0; i < kIndexes; ++i) EXPECT_EQ(indexes.Reserve(), "");
  return indexes;
}

// Makes every sequence of so many calls, and says what went wrong first, after which ones.
std::string AllSequences(const Indexes& before, int calls, const std::string& story) {
  if (calls == 0) return "";
  {
    Indexes indexes = before;
    const std::string told = story + " reserve";
    const std::string wrong = indexes.Reserve();
    if (!wrong.empty()) return wrong + ":" + told;
    const std::string later = AllSequences(indexes, calls - 1, told);
    if (!later.empty()) return later;
  }
  for (const unsigned index : before.in_use()) {
    Indexes indexes = before;
    const std::string told = story + " release " + std::to_string(index);
    const std::string wrong = indexes.Release(index);
    if (!wrong.empty()) return wrong + ":" + told;
    const std::string later = AllSequences(indexes, calls - 1, told);
    if (!later.empty()) return later;
  }
  return "";
}

TEST(NotifyIndex, AllShortSequences) {
  EXPECT_EQ(AllSequences(Indexes(), kIndexes <= 4 ? 12 : 6, ""), "");
}

TEST(NotifyIndex, OneIsSharedOnlyIfAllAreInUse) {
  Indexes indexes = AllInUse();
  ASSERT_EQ(indexes.Release(1), "");
  ASSERT_EQ(indexes.Release(2), "");
  for (const unsigned index : {1u, 2u, 3u, 0u}) {
    ASSERT_EQ(indexes.Reserve(), "");
    EXPECT_EQ(indexes.last(), kIndexes > 4 && index == 0 ? 4 : index);
  }
}

TEST(NotifyIndex, TheScanCoversWhatIsReservedAfterItsEndWasPruned) {
  Indexes indexes;
  for (int i = 0; i < 4; ++i) ASSERT_EQ(indexes.Reserve(), "");
  for (const unsigned index : {0u, 1u, 3u}) ASSERT_EQ(indexes.Release(index), "");
  ASSERT_EQ(indexes.Reserve(), "");
}

TEST(NotifyIndex, UsersDoNotWrap) {
  vmci_notify_indexes table;
  vmci_notify_indexes_init(&table);
  std::fill_n(table.users, kIndexes, 0xffffffff);
  table.users[2] = 0xfffffffe;
  table.end = kIndexes;
  unsigned index = kUntouched;
  EXPECT_EQ(vmci_notify_index_reserve(&table, &index), VMCI_SUCCESS);
  EXPECT_EQ(index, 2u);
  index = kUntouched;
  EXPECT_EQ(vmci_notify_index_reserve(&table, &index), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(index, kUntouched);
  EXPECT_EQ(table.users[2], 0xffffffff);
}

RC_GTEST_PROP(NotifyIndex, IsTheNextOfThoseWithTheFewestUsers, ()) {
  static const Indexes all_in_use = AllInUse();
  Indexes indexes = *rc::gen::arbitrary<bool>() ? all_in_use : Indexes();
  const auto calls = *rc::gen::container<std::vector<bool>>(rc::gen::arbitrary<bool>());
  for (const bool reserve : calls) {
    const std::vector<unsigned> in_use = indexes.in_use();
    if (reserve || in_use.empty()) {
      RC_ASSERT(indexes.Reserve() == "");
    } else {
      RC_ASSERT(indexes.Release(*rc::gen::elementOf(in_use)) == "");
    }
  }
}

}  // namespace
}  // namespace vmcheck::core
