// Events and their subscribers: examples, payloads of all lengths, and any sequence of calls
// against a map of slots.
extern "C" {
#include "driver_core/event.h"
}

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <type_traits>
#include <vector>

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
  EXPECT_EQ(vmci_event_subscribe(&table, event, client, &id), VMCI_SUCCESS);
  return id;
}

void Unsubscribe(vmci_subscriptions& table, uint32_t id) {
  unsigned slot = kUntouched;
  ASSERT_EQ(vmci_event_unsubscribe(&table, id, &slot), VMCI_SUCCESS);
  ASSERT_TRUE(vmci_event_unused(&table, slot));
  vmci_event_release(&table, slot);
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
    EXPECT_EQ(vmci_event_subscribe(&table, event, 1, &id), VMCI_ERROR_EVENT_UNKNOWN);
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
  EXPECT_EQ(vmci_event_subscribe(&table, 3, 10, &id), VMCI_ERROR_NO_RESOURCES);
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
  ASSERT_EQ(vmci_event_next(&table, 3, &cursor, &slot), VMCI_SUCCESS);
  EXPECT_EQ(table.slots[slot].client, 10u);
  EXPECT_FALSE(vmci_event_put(&table, slot));
  Unsubscribe(table, early);
  Subscribe(table, 3, 13);
  ASSERT_EQ(vmci_event_next(&table, 3, &cursor, &slot), VMCI_SUCCESS);
  EXPECT_EQ(table.slots[slot].client, 12u);
  slot = kUntouched;
  EXPECT_EQ(vmci_event_next(&table, 3, &cursor, &slot), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(vmci_event_next(&table, 3, &cursor, &slot), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(slot, kUntouched);
}

TEST(Event, WhoUnsubscribesWaitsForCallbacks) {
  vmci_subscriptions table = Empty();
  const uint32_t id = Subscribe(table, 2, 10);
  unsigned slot = kUntouched;
  for (int i = 0; i < 2; ++i) {
    unsigned cursor = 0;
    ASSERT_EQ(vmci_event_next(&table, 2, &cursor, &slot), VMCI_SUCCESS);
  }
  unsigned removed = kUntouched;
  ASSERT_EQ(vmci_event_unsubscribe(&table, id, &removed), VMCI_SUCCESS);
  EXPECT_EQ(removed, slot);
  removed = kUntouched;
  EXPECT_EQ(vmci_event_unsubscribe(&table, id, &removed), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(vmci_event_unsubscribe(&table, 0, &removed), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(removed, kUntouched);

  EXPECT_FALSE(vmci_event_put(&table, slot));
  EXPECT_FALSE(vmci_event_unused(&table, slot));
  EXPECT_TRUE(vmci_event_put(&table, slot));
  EXPECT_TRUE(vmci_event_unused(&table, slot));
  vmci_event_release(&table, slot);
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
  EXPECT_EQ(vmci_event_next(&table, 2, &cursor, &slot), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(slot, kUntouched);
  EXPECT_EQ(table.slots[0].references, kLastId);
  EXPECT_EQ(vmci_event_next(&table, 2, &cursor, &slot), VMCI_SUCCESS);
  EXPECT_EQ(table.slots[slot].client, 11u);
}

// Subscriptions by their contract alone: a map of slots.
struct Entry {
  uint32_t id;
  uint32_t client;  // never used again, as an id is when the counter has gone round
  uint32_t event;
  uint32_t references = 0;
  bool removed = false;
};

enum class Call { kSubscribe, kNext, kPut, kUnsubscribe, kRelease };

// A delivery that goes through the subscribers of an event while other calls are made.
struct Delivery {
  uint32_t event;
  unsigned cursor = 0;
  std::set<uint32_t> missing = {};  // clients that are there since it began
  std::set<uint32_t> found = {};
};

// A table and its model side by side.
class Pair {
 public:
  Pair(unsigned subscribed, uint32_t next_id) : table_(Empty()) {
    for (unsigned i = 0; i < subscribed; ++i) Subscribe(i % 5);
    table_.next_id = next_id_ = next_id;
  }

  // Makes a call; where it needs a slot, one of those that it may be given.
  void Make(Call call) {
    switch (call) {
      case Call::kSubscribe:
        return Subscribe(*rc::gen::inRange(0u, 6u));
      case Call::kNext:
        return Next();
      case Call::kPut:
        return Put();
      case Call::kUnsubscribe:
        return Unsubscribe();
      case Call::kRelease:
        return Release();
    }
  }

  // Brings all to an end; nothing is left but the next id.
  void Drain() {
    while (!slots_.empty()) {
      const auto [slot, entry] = *slots_.begin();
      if (!entry.removed) UnsubscribeAt(slot);
      for (uint32_t i = 0; i < entry.references; ++i) PutAt(slot);
      ReleaseAt(slot);
    }
    vmci_subscriptions empty = Empty();
    empty.next_id = next_id_;
    RC_ASSERT(SameBytes(table_, empty));
  }

 private:
  void Subscribe(uint32_t event) {
    const bool full = slots_.size() == kSlots;
    uint32_t id = kUntouched;
    const int result = vmci_event_subscribe(&table_, event, ++client_, &id);
    if (event > 4 || full) {
      RC_ASSERT(result == (event > 4 ? VMCI_ERROR_EVENT_UNKNOWN : VMCI_ERROR_NO_RESOURCES));
      RC_ASSERT(id == kUntouched);
      return;
    }
    RC_ASSERT(result == VMCI_SUCCESS);
    RC_ASSERT(id == FreshId());
    unsigned slot = 0;
    while (slots_.contains(slot)) ++slot;
    RC_ASSERT(table_.slots[slot].id == id);
    RC_ASSERT(table_.slots[slot].client == client_);
    slots_[slot] = {.id = id, .client = client_, .event = event};
  }

  uint32_t FreshId() {
    std::set<uint32_t> taken = {0};
    for (const auto& [slot, entry] : slots_) taken.insert(entry.id);
    while (taken.contains(next_id_)) ++next_id_;
    const uint32_t id = next_id_++;
    if (next_id_ == 0) next_id_ = 1;
    return id;
  }

  // Goes on with a delivery, or begins one of some event.
  void Next() {
    if (!delivery_) {
      delivery_ = {.event = *rc::gen::inRange(0u, 6u)};
      for (const auto& [slot, entry] : slots_) {
        if (!entry.removed && entry.event == delivery_->event)
          delivery_->missing.insert(entry.client);
      }
    }
    unsigned slot = kUntouched;
    const int result = vmci_event_next(&table_, delivery_->event, &delivery_->cursor, &slot);
    if (result == VMCI_ERROR_NOT_FOUND) {
      RC_ASSERT(slot == kUntouched);
      RC_ASSERT(delivery_->missing.empty());
      delivery_.reset();
      return;
    }
    RC_ASSERT(result == VMCI_SUCCESS);
    RC_ASSERT(slots_.contains(slot));
    Entry& entry = slots_[slot];
    RC_ASSERT(!entry.removed && entry.event == delivery_->event);
    RC_ASSERT(delivery_->found.insert(entry.client).second);
    delivery_->missing.erase(entry.client);
    ++entry.references;
  }

  void Put() {
    const auto slot = AnyWith([](const Entry& entry) { return entry.references > 0; });
    if (slot) PutAt(*slot);
  }

  void PutAt(unsigned slot) {
    Entry& entry = slots_[slot];
    --entry.references;
    RC_ASSERT((vmci_event_put(&table_, slot) != 0) == (entry.removed && entry.references == 0));
  }

  void Unsubscribe() {
    const auto slot = AnyWith([](const Entry&) { return true; });
    if (!slot) return;
    if (!slots_[*slot].removed) return UnsubscribeAt(*slot);
    unsigned found = kUntouched;
    RC_ASSERT(vmci_event_unsubscribe(&table_, slots_[*slot].id, &found) == VMCI_ERROR_NOT_FOUND);
    RC_ASSERT(found == kUntouched);
  }

  void UnsubscribeAt(unsigned slot) {
    Entry& entry = slots_[slot];
    unsigned found = kUntouched;
    RC_ASSERT(vmci_event_unsubscribe(&table_, entry.id, &found) == VMCI_SUCCESS);
    RC_ASSERT(found == slot);
    entry.removed = true;
    if (delivery_) delivery_->missing.erase(entry.client);
  }

  void Release() {
    const auto slot = AnyWith([](const Entry& entry) { return entry.removed; });
    if (!slot) return;
    const bool unused = vmci_event_unused(&table_, *slot);
    RC_ASSERT(unused == (slots_[*slot].references == 0));
    if (unused) ReleaseAt(*slot);
  }

  void ReleaseAt(unsigned slot) {
    vmci_event_release(&table_, slot);
    const vmci_subscription free = {};
    RC_ASSERT(std::memcmp(&table_.slots[slot], &free, sizeof free) == 0);
    slots_.erase(slot);
  }

  template <typename Condition>
  std::optional<unsigned> AnyWith(Condition condition) const {
    std::vector<unsigned> all;
    for (const auto& [slot, entry] : slots_) {
      if (condition(entry)) all.push_back(slot);
    }
    if (all.empty()) return std::nullopt;
    return *rc::gen::elementOf(all);
  }

  vmci_subscriptions table_;
  std::map<unsigned, Entry> slots_;
  uint32_t next_id_ = 1;
  uint32_t client_ = 0;
  std::optional<Delivery> delivery_;
};

RC_GTEST_PROP(Event, DoesWhatAMapOfSlotsDoes, ()) {
  Pair pair(*rc::gen::element(0u, kSlots - 2), *rc::gen::element<uint32_t>(1, kLastId - 1));
  const auto calls = *rc::gen::container<std::vector<Call>>(rc::gen::weightedElement<Call>({
      {4, Call::kSubscribe},
      {4, Call::kNext},
      {3, Call::kPut},
      {2, Call::kUnsubscribe},
      {3, Call::kRelease},
  }));
  for (const Call call : calls) pair.Make(call);
  pair.Drain();
}

}  // namespace
}  // namespace vmcheck::core
