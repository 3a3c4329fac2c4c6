// The registry of resources: examples, and any sequence of calls against a map of slots that is
// searched from end to end.
extern "C" {
#include "driver_core/resource.h"
}

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "driver_core/tests/any_program.h"
#include "driver_core/tests/core_tables.h"
#include "driver_core/tests/registry_model.h"

namespace vmcheck::core {
namespace {

static_assert(std::is_trivially_copyable_v<vmci_registry>);
static_assert(std::has_unique_object_representations_v<vmci_registry>);

constexpr uint32_t kInvalid = 0xffffffff;
constexpr uint32_t kLastId = kInvalid - 1;
constexpr unsigned kUntouched = 0xdeadbeef;
constexpr unsigned kDatagram = VMCI_RESOURCE_DATAGRAM;
constexpr unsigned kDoorbell = VMCI_RESOURCE_DOORBELL;
constexpr unsigned kQueuePair = VMCI_RESOURCE_QUEUE_PAIR;

// So ids 5 and 1024 + 5 have the same chain.
static_assert(VMCI_RESOURCE_BUCKETS <= 1024 && 1024 % VMCI_RESOURCE_BUCKETS == 0);

bool SameBytes(const vmci_registry& a, const vmci_registry& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

// A registry whose calls expect to succeed, or give the error.
class Registry {
 public:
  Registry() { vmci_registry_init(&table); }

  vmci_handle Add(uint32_t context, uint32_t resource, unsigned type) {
    vmci_handle added = {};
    EXPECT_EQ(TryAdd(context, resource, type, &added), VMCI_SUCCESS);
    return added;
  }
  int TryAdd(uint32_t context, uint32_t resource, unsigned type, vmci_handle* added = nullptr) {
    vmci_handle unused = {};
    return vmci_registry_add(&table, {context, resource}, type, &slot, added ? added : &unused);
  }
  int Get(uint32_t context, uint32_t resource, unsigned type) {
    return vmci_registry_get(&table, {context, resource}, type, &slot);
  }
  int Remove(uint32_t context, uint32_t resource, unsigned type) {
    return vmci_registry_remove(&table, {context, resource}, type, &slot);
  }
  // Fills all slots but `count` with datagram endpoints that have the first ids.
  void FillBut(unsigned count) {
    for (unsigned i = 0; i + count < VMCI_RESOURCES_MAX; ++i) Add(16, kInvalid, kDatagram);
  }

  vmci_registry table;
  unsigned slot = kUntouched;  // of the last call that gave one
};

TEST(Resource, IsKnownByHandleAndType) {
  Registry registry;
  registry.Add(16, 5, kDatagram);
  registry.Add(16, 5, kQueuePair);
  EXPECT_EQ(registry.Remove(16, 5, kDoorbell), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(registry.Remove(16, 5, kQueuePair), VMCI_SUCCESS);
  EXPECT_EQ(registry.slot, 1u);
  EXPECT_EQ(registry.Remove(16, 5, kQueuePair), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(registry.Get(16, 5, kQueuePair), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(registry.Get(16, 5, kDatagram), VMCI_SUCCESS);
  EXPECT_EQ(registry.slot, 0u);
}

TEST(Resource, OfAnyContextMatchesAll) {
  Registry registry;
  registry.Add(kInvalid, 5, kDatagram);
  EXPECT_EQ(registry.TryAdd(16, 5, kDatagram), VMCI_ERROR_ALREADY_EXISTS);
  EXPECT_EQ(registry.Get(16, 5, kDatagram), VMCI_SUCCESS);
  EXPECT_EQ(registry.Remove(16, 5, kDatagram), VMCI_ERROR_NOT_FOUND);

  registry.Add(16, 6, kDatagram);
  EXPECT_EQ(registry.TryAdd(kInvalid, 6, kDatagram), VMCI_ERROR_ALREADY_EXISTS);
  EXPECT_EQ(registry.TryAdd(2, 6, kDatagram), VMCI_SUCCESS);
  EXPECT_EQ(registry.Get(kInvalid, 6, kDatagram), VMCI_SUCCESS);
  EXPECT_EQ(registry.slot, 1u);
}

TEST(Resource, GetsAnIdThatNobodyHadForLong) {
  Registry registry;
  registry.Add(16, 1025, kDatagram);
  EXPECT_EQ(registry.Add(16, kInvalid, kDatagram).resource, 1024u);
  EXPECT_EQ(registry.Remove(16, 1024, kDatagram), VMCI_SUCCESS);
  vmci_registry_release(&registry.table, registry.slot);
  EXPECT_EQ(registry.Add(16, kInvalid, kDatagram).resource, 1026u);

  registry.table.next_id = kLastId;
  EXPECT_EQ(registry.Add(16, kInvalid, kDoorbell).resource, kLastId);
  EXPECT_EQ(registry.Add(16, kInvalid, kDoorbell).resource, 1024u);
}

TEST(Resource, AnIdThatWasDrawnIsNotGivenOut) {
  Registry registry;
  registry.Add(16, 1024, kQueuePair);
  EXPECT_EQ(vmci_registry_draw_id(&registry.table, 16, kQueuePair), 1025u);
  EXPECT_EQ(vmci_registry_draw_id(&registry.table, 16, kQueuePair), 1026u);
  EXPECT_EQ(registry.Add(16, kInvalid, kQueuePair).resource, 1027u);
  EXPECT_EQ(registry.Add(16, 1025, kQueuePair).resource, 1025u);

  registry.table.next_id = kLastId;
  EXPECT_EQ(vmci_registry_draw_id(&registry.table, 16, kQueuePair), kLastId);
  EXPECT_EQ(vmci_registry_draw_id(&registry.table, 2, kQueuePair), 1024u);
}

TEST(Resource, RemovedWaitsForItsReferences) {
  Registry registry;
  registry.Add(16, 5, kDoorbell);
  EXPECT_EQ(registry.Get(16, 5, kDoorbell), VMCI_SUCCESS);
  EXPECT_EQ(vmci_registry_hold(&registry.table, registry.slot), VMCI_SUCCESS);
  EXPECT_FALSE(vmci_registry_put(&registry.table, registry.slot));
  EXPECT_EQ(registry.Remove(16, 5, kDoorbell), VMCI_SUCCESS);
  const unsigned removed = registry.slot;
  EXPECT_FALSE(vmci_registry_unused(&registry.table, removed));

  registry.Add(16, 5, kDoorbell);  // another one under the same handle, in another slot
  EXPECT_NE(registry.slot, removed);
  EXPECT_TRUE(vmci_registry_put(&registry.table, removed));
  EXPECT_TRUE(vmci_registry_unused(&registry.table, removed));
  vmci_registry_release(&registry.table, removed);
  EXPECT_EQ(registry.Get(16, 5, kDoorbell), VMCI_SUCCESS);
}

TEST(Resource, ReferencesDoNotWrap) {
  Registry registry;
  registry.Add(16, 5, kDoorbell);
  registry.table.slots[0].references = 0xfffffffe;
  EXPECT_EQ(registry.Get(16, 5, kDoorbell), VMCI_SUCCESS);
  registry.slot = kUntouched;
  EXPECT_EQ(registry.Get(16, 5, kDoorbell), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(registry.slot, kUntouched);
  EXPECT_EQ(vmci_registry_hold(&registry.table, 0), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(registry.table.slots[0].references, 0xffffffffu);
}

TEST(Resource, WithoutASlotLeavesNothing) {
  Registry registry;
  registry.FillBut(0);
  const vmci_registry before = registry.table;
  EXPECT_EQ(registry.TryAdd(16, 5, kDatagram), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(registry.TryAdd(16, kInvalid, kDoorbell), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(registry.TryAdd(16, 1024, kDatagram), VMCI_ERROR_ALREADY_EXISTS);
  EXPECT_EQ(registry.TryAdd(16, 5, 0), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(registry.TryAdd(16, 5, 4), VMCI_ERROR_INVALID_ARGS);
  EXPECT_TRUE(SameBytes(registry.table, before));
}

TEST(Resource, WhatHasBeenDoesNotShow) {
  Registry one;
  one.Add(16, 5, kDatagram);
  one.Add(16, 1024 + 5, kDatagram);
  Registry other;
  other.Add(16, 6, kDatagram);
  other.Add(16, 1024 + 5, kDatagram);
  ASSERT_EQ(other.Remove(16, 6, kDatagram), VMCI_SUCCESS);
  vmci_registry_release(&other.table, other.slot);
  other.Add(16, 5, kDatagram);
  EXPECT_TRUE(SameBytes(one.table, other.table));
}

RC_GTEST_PROP(Resource, DoesWhatAMapOfSlotsDoes, ()) {
  static const CoreTables core;
  static const Table table = RegistryTable(core);
  CheckAnyProgram(table);
}

}  // namespace
}  // namespace vmcheck::core
