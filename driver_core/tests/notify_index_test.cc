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

#include "driver_core/tests/any_program.h"
#include "driver_core/tests/core_tables.h"
#include "driver_core/tests/notify_indexes_model.h"

namespace vmcheck::core {
namespace {

static_assert(std::is_trivially_copyable_v<vmci_notify_indexes>);
static_assert(std::has_unique_object_representations_v<vmci_notify_indexes>);

constexpr unsigned kIndexes = VMCI_NOTIFY_INDEXES;
constexpr unsigned kUntouched = 0xdeadbeef;

const CoreTables kCore;

using Indexes = NotifyIndexesRun<CoreTables>;

Indexes AllInUse() {
  Indexes indexes(kCore);
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
  EXPECT_EQ(AllSequences(Indexes(kCore), kIndexes <= 4 ? 12 : 6, ""), "");
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
  Indexes indexes(kCore);
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
  static const Table table = NotifyIndexesTable(kCore);
  CheckAnyProgram(table);
}

}  // namespace
}  // namespace vmcheck::core
