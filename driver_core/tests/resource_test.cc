// The registry of resources: examples, and any sequence of calls against a map of slots that is
// searched from end to end.
extern "C" {
#include "driver_core/resource.h"
}

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <type_traits>
#include <vector>

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

// The first two have the same chain whatever the number of chains is.
static_assert(VMCI_RESOURCE_BUCKETS <= 1024 && 1024 % VMCI_RESOURCE_BUCKETS == 0);
constexpr std::array kResources = {5u, 1024u + 5, 1024u, 1025u, 1026u, kLastId, kInvalid};
constexpr std::array kContexts = {2u, 16u, kInvalid};

bool Equal(const vmci_handle& a, const vmci_handle& b) {
  return a.context == b.context && a.resource == b.resource;
}

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

// A registry by its contract alone: a map of slots.
struct Entry {
  vmci_handle handle;
  unsigned type;
  uint32_t references = 0;
  bool removed = false;
};

struct Model {
  std::map<unsigned, Entry> slots;
  uint32_t next_id = 1024;

  static bool Match(const Entry& entry, vmci_handle handle, unsigned type) {
    const uint32_t context = entry.handle.context;
    return !entry.removed && entry.type == type && entry.handle.resource == handle.resource &&
           (context == handle.context || context == kInvalid || handle.context == kInvalid);
  }
  std::optional<unsigned> Find(vmci_handle handle, unsigned type) const {
    for (const auto& [slot, entry] : slots) {
      if (Match(entry, handle, type)) return slot;
    }
    return std::nullopt;
  }
  unsigned FreeSlot() const {
    unsigned slot = 0;
    while (slots.contains(slot)) ++slot;
    return slot;
  }
  vmci_handle Fresh(vmci_handle handle, unsigned type) {
    std::set<uint32_t> taken;
    for (const auto& [slot, entry] : slots) {
      if (Match(entry, {handle.context, entry.handle.resource}, type)) {
        taken.insert(entry.handle.resource);
      }
    }
    do {
      handle.resource = next_id;
      next_id = next_id == kLastId ? 1024 : next_id + 1;
    } while (taken.contains(handle.resource));
    return handle;
  }
};

enum class Call { kAdd, kGet, kHold, kPut, kRemove, kRelease };

// A registry and its model side by side.
class Pair {
 public:
  // All slots but `room` are taken, and the search for an id begins at `next_id`.
  Pair(unsigned room, uint32_t next_id) {
    registry_.FillBut(std::min(room, VMCI_RESOURCES_MAX));
    registry_.table.next_id = model_.next_id = next_id;
    for (unsigned slot = 0; slot + room < VMCI_RESOURCES_MAX; ++slot) {
      model_.slots[slot] = {.handle = {16, 1024 + slot}, .type = kDatagram};
    }
  }

  // Makes a call; where it needs a slot, one of those that it may be given.
  void Make(Call call) {
    const vmci_handle handle = {*rc::gen::elementOf(kContexts), *rc::gen::elementOf(kResources)};
    const unsigned type = *rc::gen::inRange(0u, 5u);
    switch (call) {
      case Call::kAdd:
        return Add(handle, type);
      case Call::kGet:
        return Get(handle, type);
      case Call::kHold:
        return Hold();
      case Call::kPut:
        return Put();
      case Call::kRemove:
        return Remove(handle, type);
      case Call::kRelease:
        return Release();
    }
  }

  // Brings all to an end; nothing is left but the next id.
  void Drain() {
    while (!model_.slots.empty()) {
      const auto [slot, entry] = *model_.slots.begin();
      if (!entry.removed) RemoveAt(slot);
      for (uint32_t i = 0; i < entry.references; ++i) PutAt(slot);
      ReleaseAt(slot);
    }
    Registry empty;
    empty.table.next_id = model_.next_id;
    RC_ASSERT(SameBytes(registry_.table, empty.table));
  }

 private:
  void Add(vmci_handle handle, unsigned type) {
    int expected = VMCI_SUCCESS;
    if (type < 1 || type > 3) {
      expected = VMCI_ERROR_INVALID_ARGS;
    } else if (handle.resource != kInvalid && model_.Find(handle, type)) {
      expected = VMCI_ERROR_ALREADY_EXISTS;
    } else if (model_.slots.size() == VMCI_RESOURCES_MAX) {
      expected = VMCI_ERROR_NO_RESOURCES;
    }
    unsigned slot = kUntouched;
    vmci_handle added = {kUntouched, kUntouched};
    RC_ASSERT(vmci_registry_add(&registry_.table, handle, type, &slot, &added) == expected);
    if (expected != VMCI_SUCCESS) {
      RC_ASSERT(slot == kUntouched && added.resource == kUntouched);
      return;
    }
    if (handle.resource == kInvalid) handle = model_.Fresh(handle, type);
    RC_ASSERT(slot == model_.FreeSlot());
    RC_ASSERT(Equal(added, handle));
    model_.slots[slot] = {.handle = handle, .type = type};
  }

  void Get(vmci_handle handle, unsigned type) {
    unsigned slot = kUntouched;
    const auto found = model_.Find(handle, type);
    RC_ASSERT(vmci_registry_get(&registry_.table, handle, type, &slot) ==
              (found ? VMCI_SUCCESS : VMCI_ERROR_NOT_FOUND));
    RC_ASSERT(slot == found.value_or(kUntouched));
    if (found) ++model_.slots[*found].references;
  }

  void Hold() {
    const auto slot = AnyWith([](const Entry& entry) { return entry.references > 0; });
    if (!slot) return;
    RC_ASSERT(vmci_registry_hold(&registry_.table, *slot) == VMCI_SUCCESS);
    ++model_.slots[*slot].references;
  }

  void Put() {
    const auto slot = AnyWith([](const Entry& entry) { return entry.references > 0; });
    if (slot) PutAt(*slot);
  }

  void PutAt(unsigned slot) {
    Entry& entry = model_.slots[slot];
    --entry.references;
    RC_ASSERT((vmci_registry_put(&registry_.table, slot) != 0) ==
              (entry.removed && entry.references == 0));
  }

  void Remove(vmci_handle handle, unsigned type) {
    for (const auto& [slot, entry] : model_.slots) {
      if (!entry.removed && entry.type == type && Equal(entry.handle, handle)) {
        return RemoveAt(slot);
      }
    }
    unsigned slot = kUntouched;
    RC_ASSERT(vmci_registry_remove(&registry_.table, handle, type, &slot) == VMCI_ERROR_NOT_FOUND);
    RC_ASSERT(slot == kUntouched);
  }

  void RemoveAt(unsigned slot) {
    Entry& entry = model_.slots[slot];
    unsigned removed = kUntouched;
    RC_ASSERT(vmci_registry_remove(&registry_.table, entry.handle, entry.type, &removed) ==
              VMCI_SUCCESS);
    RC_ASSERT(removed == slot);
    entry.removed = true;
  }

  void Release() {
    const auto slot = AnyWith([](const Entry& entry) { return entry.removed; });
    if (!slot) return;
    const bool unused = vmci_registry_unused(&registry_.table, *slot);
    RC_ASSERT(unused == (model_.slots[*slot].references == 0));
    if (unused) ReleaseAt(*slot);
  }

  void ReleaseAt(unsigned slot) {
    vmci_registry_release(&registry_.table, slot);
    const vmci_resource free = {};
    RC_ASSERT(std::memcmp(&registry_.table.slots[slot], &free, sizeof free) == 0);
    model_.slots.erase(slot);
  }

  template <typename Condition>
  std::optional<unsigned> AnyWith(Condition condition) const {
    std::vector<unsigned> all;
    for (const auto& [slot, entry] : model_.slots) {
      if (condition(entry)) all.push_back(slot);
    }
    if (all.empty()) return std::nullopt;
    return *rc::gen::elementOf(all);
  }

  Registry registry_;
  Model model_;
};

RC_GTEST_PROP(Resource, DoesWhatAMapOfSlotsDoes, ()) {
  Pair pair(*rc::gen::inRange(0u, 6u), *rc::gen::element<uint32_t>(1024, 1025, kLastId));
  const auto calls = *rc::gen::container<std::vector<Call>>(rc::gen::weightedElement<Call>({
      {4, Call::kAdd},
      {3, Call::kGet},
      {1, Call::kHold},
      {3, Call::kPut},
      {2, Call::kRemove},
      {3, Call::kRelease},
  }));
  for (const Call call : calls) pair.Make(call);
  pair.Drain();
}

}  // namespace
}  // namespace vmcheck::core
