// Events and their subscribers: examples, payloads of all lengths, and any sequence of calls
// against a map of slots.
extern "C" {
#include "driver_core/event.h"
}

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "driver_core/tests/any_program.h"
#include "driver_core/tests/core_tables.h"
#include "driver_core/tests/subscriptions_model.h"

namespace vmcheck::core {
namespace {

static_assert(std::is_trivially_copyable_v<vmci_subscriptions>);
static_assert(std::has_unique_object_representations_v<vmci_subscriptions>);

constexpr unsigned kSlots = VMCI_SUBSCRIPTIONS_MAX;
constexpr unsigned kUntouched = 0xdeadbeef;
constexpr uint32_t kLastId = 0xffffffff;

bool SameBytes(const vmci_subscriptions& a, const vmci_subscriptions& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

vmci_subscriptions Empty() {
  vmci_subscriptions table;
  vmci_subscriptions_init(&table);
  return table;
}

uint32_t Subscribe(vmci_subscriptions& table, uint32_t event, uint32_t client) {
  uint32_t id = 0;
  EXPECT_EQ(vmci_subscriptions_add(&table, event, client, &id), VMCI_SUCCESS);
  return id;
}

void Unsubscribe(vmci_subscriptions& table, uint32_t id) {
  unsigned slot = kUntouched;
  ASSERT_EQ(vmci_subscriptions_remove(&table, id, &slot), VMCI_SUCCESS);
  ASSERT_TRUE(vmci_subscriptions_unused(&table, slot));
  vmci_subscriptions_release(&table, slot);
}

// Lengths of payload in bytes, the shortest and the longest that an event may have.
struct Payload {
  uint32_t event;
  uint64_t least;
  uint64_t most;
};
constexpr Payload kPayloads[] = {{0, 16, 24}, {1, 16, 24}, {2, 8, 24}, {3, 24, 24}, {4, 24, 24}};

TEST(Event, HasItsOwnPayloadInFull) {
  constexpr uint64_t kHuge = uint64_t{1} << 32;
  for (const auto& [event, least, most] : kPayloads) {
    for (uint64_t size = 0; size < 64; ++size) {
      EXPECT_EQ(vmci_event_check(event, size),
                size >= least && size <= most ? VMCI_SUCCESS : VMCI_ERROR_INVALID_ARGS)
          << "event " << event << ", " << size << " bytes";
    }
    EXPECT_EQ(vmci_event_check(event, kHuge + least), VMCI_ERROR_INVALID_ARGS);
    EXPECT_EQ(vmci_event_check(event, ~uint64_t{0}), VMCI_ERROR_INVALID_ARGS);
  }
}

TEST(Event, IsOneThatGuestsAreToldOf) {
  vmci_subscriptions table = Empty();
  for (const uint32_t event : {5u, 6u, 7u, 8u, kLastId}) {
    uint32_t id = kUntouched;
    EXPECT_EQ(vmci_event_check(event, 24), VMCI_ERROR_EVENT_UNKNOWN);
    EXPECT_EQ(vmci_subscriptions_add(&table, event, 1, &id), VMCI_ERROR_EVENT_UNKNOWN);
    EXPECT_EQ(id, kUntouched);
  }
  EXPECT_EQ(vmci_event_check(5, 7), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(vmci_event_check(5, 25), VMCI_ERROR_INVALID_ARGS);
  EXPECT_TRUE(SameBytes(table, Empty()));
}

TEST(Event, IdsGoRoundAndAreInUseOnce) {
  vmci_subscriptions table = Empty();
  const uint32_t first = Subscribe(table, 3, 10);
  EXPECT_EQ(first, 1u);
  Unsubscribe(table, first);
  EXPECT_EQ(Subscribe(table, 3, 10), 2u);
  table.next_id = kLastId;
  EXPECT_EQ(Subscribe(table, 3, 10), kLastId);
  EXPECT_EQ(Subscribe(table, 3, 10), 1u);
  Unsubscribe(table, 1);
  EXPECT_EQ(Subscribe(table, 3, 10), 3u);
}

TEST(Event, SubscriptionsThatDoNotFitLeaveNothing) {
  vmci_subscriptions table = Empty();
  for (unsigned i = 0; i < kSlots; ++i) Subscribe(table, i % 5, i);
  const vmci_subscriptions before = table;
  uint32_t id = kUntouched;
  EXPECT_EQ(vmci_subscriptions_add(&table, 3, 10, &id), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(id, kUntouched);
  EXPECT_TRUE(SameBytes(table, before));
}

TEST(Event, GoesToEachOfItsSubscribersWhileOthersComeAndGo) {
  vmci_subscriptions table = Empty();
  const uint32_t early = Subscribe(table, 3, 10);
  Subscribe(table, 4, 11);
  Subscribe(table, 3, 12);
  unsigned cursor = 0;
  unsigned slot = kUntouched;
  ASSERT_EQ(vmci_subscriptions_next(&table, 3, &cursor, &slot), VMCI_SUCCESS);
  EXPECT_EQ(table.slots[slot].client, 10u);
  EXPECT_FALSE(vmci_subscriptions_put(&table, slot));
  Unsubscribe(table, early);
  Subscribe(table, 3, 13);
  ASSERT_EQ(vmci_subscriptions_next(&table, 3, &cursor, &slot), VMCI_SUCCESS);
  EXPECT_EQ(table.slots[slot].client, 12u);
  slot = kUntouched;
  EXPECT_EQ(vmci_subscriptions_next(&table, 3, &cursor, &slot), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(vmci_subscriptions_next(&table, 3, &cursor, &slot), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(slot, kUntouched);
}

TEST(Event, WhoUnsubscribesWaitsForCallbacks) {
  vmci_subscriptions table = Empty();
  const uint32_t id = Subscribe(table, 2, 10);
  unsigned slot = kUntouched;
  for (int i = 0; i < 2; ++i) {
    unsigned cursor = 0;
    ASSERT_EQ(vmci_subscriptions_next(&table, 2, &cursor, &slot), VMCI_SUCCESS);
  }
  unsigned removed = kUntouched;
  ASSERT_EQ(vmci_subscriptions_remove(&table, id, &removed), VMCI_SUCCESS);
  EXPECT_EQ(removed, slot);
  removed = kUntouched;
  EXPECT_EQ(vmci_subscriptions_remove(&table, id, &removed), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(vmci_subscriptions_remove(&table, 0, &removed), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(removed, kUntouched);

  EXPECT_FALSE(vmci_subscriptions_put(&table, slot));
  EXPECT_FALSE(vmci_subscriptions_unused(&table, slot));
  EXPECT_TRUE(vmci_subscriptions_put(&table, slot));
  EXPECT_TRUE(vmci_subscriptions_unused(&table, slot));
  vmci_subscriptions_release(&table, slot);
  vmci_subscriptions empty = Empty();
  empty.next_id = 2;
  EXPECT_TRUE(SameBytes(table, empty));
}

TEST(Event, ReferencesDoNotWrap) {
  vmci_subscriptions table = Empty();
  Subscribe(table, 2, 10);
  Subscribe(table, 2, 11);
  table.slots[0].references = kLastId;
  unsigned cursor = 0;
  unsigned slot = kUntouched;
  EXPECT_EQ(vmci_subscriptions_next(&table, 2, &cursor, &slot), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(slot, kUntouched);
  EXPECT_EQ(table.slots[0].references, kLastId);
  EXPECT_EQ(vmci_subscriptions_next(&table, 2, &cursor, &slot), VMCI_SUCCESS);
  EXPECT_EQ(table.slots[slot].client, 11u);
}

RC_GTEST_PROP(Event, DoesWhatAMapOfSlotsDoes, ()) {
  static const CoreTables core;
  static const Table table = SubscriptionsTable(core);
  CheckAnyProgram(table);
}

}  // namespace
}  // namespace vmcheck::core
