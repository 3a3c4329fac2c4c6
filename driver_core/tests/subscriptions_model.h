// Subscriptions to events beside a model of their contract alone: a map of slots.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "driver_core/tests/table_program.h"

namespace vmcheck::core {

// Of a Core with the types Subscriptions and Subscription, the number kSubscriptions of slots, and
// the functions subscriptions_init and event_..., as CoreTables has them.
template <typename Core>
class SubscriptionsRun final : public TableRun {
 public:
  enum Call : std::uint32_t { kSubscribe, kNext, kPut, kUnsubscribe, kRelease };

  static constexpr std::uint32_t kEvents = 5;

  // Some slots are taken, at most all but two, and the next id is the first or the last but one.
  SubscriptionsRun(const Core& core, const TableCall& begin) : core_(core) {
    SetToZeros(table_);
    core_.subscriptions_init(&table_);
    const std::uint32_t taken = begin.operands[0] == 0 ? 0 : Core::kSubscriptions - 2;
    for (std::uint32_t i = 0; i < taken; ++i) Subscribe(i % kEvents);
    table_.next_id = next_id_ = std::array{1u, kLastId - 1}[begin.operands[1]];
  }

  std::string Make(const TableCall& call) override {
    const std::uint32_t operand = call.operands[0];
    switch (call.number) {
      case kSubscribe:
        return Subscribe(operand);
      case kNext:
        return Next(operand);
      case kPut:
        return Put(SlotWith(operand, [](const Entry& entry) { return entry.references > 0; }));
      case kUnsubscribe:
        return Unsubscribe(SlotWith(operand, [](const Entry&) { return true; }));
      default:
        return Release(SlotWith(operand, [](const Entry& entry) { return entry.removed; }));
    }
  }

  std::string Drain() override {
    while (!slots_.empty()) {
      const auto [slot, entry] = *slots_.begin();
      std::string wrong = entry.removed ? "" : Unsubscribe(slot);
      for (std::uint32_t i = 0; i < entry.references && wrong.empty(); ++i) wrong = Put(slot);
      if (wrong.empty()) wrong = Release(slot);
      if (!wrong.empty()) return wrong;
    }
    typename Core::Subscriptions empty;
    SetToZeros(empty);
    core_.subscriptions_init(&empty);
    empty.next_id = next_id_;
    return std::memcmp(&table_, &empty, sizeof empty) == 0 ? "" : "something is left";
  }

 private:
  struct Entry {
    std::uint32_t id;
    std::uint32_t client;  // never used again, as an id is when the counter has gone round
    std::uint32_t event;
    std::uint32_t references = 0;
    bool removed = false;
  };

  // One that goes through the subscribers of an event while other calls are made.
  struct Delivery {
    std::uint32_t event;
    unsigned cursor = 0;
    std::set<std::uint32_t> missing = {};  // clients that are there since it began
    std::set<std::uint32_t> found = {};
  };

  static constexpr std::uint32_t kLastId = 0xffffffff;
  static constexpr unsigned kUntouched = 0xdeadbeef;
  static constexpr std::uint32_t kMostReferences = 200;  // of a subscription; no more are taken
  static constexpr int kNoResources = -19;
  static constexpr int kNotFound = -21;
  static constexpr int kEventUnknown = -29;

  std::string Subscribe(std::uint32_t event) {
    const bool full = slots_.size() == Core::kSubscriptions;
    const int expected = event >= kEvents ? kEventUnknown : full ? kNoResources : 0;
    std::uint32_t id = kUntouched;
    const int result = core_.subscriptions_add(&table_, event, ++client_, &id);
    if (result != expected) return Differs("the result", result, expected);
    if (expected < 0) return id == kUntouched ? "" : "an error gives an id";
    const std::uint32_t fresh = FreshId();
    if (id != fresh) return Differs("the id", id, fresh);
    unsigned slot = 0;
    while (slots_.contains(slot)) ++slot;
    if (table_.slots[slot].id != id || table_.slots[slot].client != client_) {
      return "it is not in the first free slot";
    }
    slots_[slot] = {.id = id, .client = client_, .event = event};
    return "";
  }

  std::uint32_t FreshId() {
    std::set<std::uint32_t> taken = {0};
    for (const auto& [slot, entry] : slots_) taken.insert(entry.id);
    while (taken.contains(next_id_)) ++next_id_;
    const std::uint32_t id = next_id_++;
    if (next_id_ == 0) next_id_ = 1;
    return id;
  }

  // Goes on with a delivery, or begins one of this event.
  std::string Next(std::uint32_t event) {
    const bool full = std::any_of(slots_.begin(), slots_.end(), [](const auto& slot) {
      return slot.second.references == kMostReferences;
    });
    if (full) return "";
    if (!delivery_) Begin(event);
    unsigned slot = kUntouched;
    const int result =
        core_.subscriptions_next(&table_, delivery_->event, &delivery_->cursor, &slot);
    if (result == kNotFound) {
      const bool all = delivery_->missing.empty();
      delivery_.reset();
      if (slot != kUntouched) return "an error gives a slot";
      return all ? "" : "a subscriber is passed over";
    }
    if (result != 0) return Differs("the result", result, 0);
    if (!slots_.contains(slot)) return "nobody has the slot";
    Entry& entry = slots_[slot];
    if (entry.removed) return "a subscriber is found who has unsubscribed";
    if (entry.event != delivery_->event) return "a subscriber of another event is found";
    if (!delivery_->found.insert(entry.client).second) return "a subscriber is found twice";
    delivery_->missing.erase(entry.client);
    ++entry.references;
    return "";
  }

  void Begin(std::uint32_t event) {
    delivery_ = {.event = event};
    for (const auto& [slot, entry] : slots_) {
      if (!entry.removed && entry.event == event) delivery_->missing.insert(entry.client);
    }
  }

  std::string Put(std::optional<unsigned> slot) {
    if (!slot) return "";
    Entry& entry = slots_[*slot];
    --entry.references;
    const bool last = core_.subscriptions_put(&table_, *slot) != 0;
    if (last == (entry.removed && entry.references == 0)) return "";
    return last ? "who unsubscribes is woken too early" : "who unsubscribes is not woken";
  }

  std::string Unsubscribe(std::optional<unsigned> slot) {
    if (!slot) return "";
    Entry& entry = slots_[*slot];
    const int expected = entry.removed ? kNotFound : 0;
    unsigned found = kUntouched;
    const int result = core_.subscriptions_remove(&table_, entry.id, &found);
    if (result != expected) return Differs("the result", result, expected);
    if (found != (entry.removed ? kUntouched : *slot)) return "the slot is another's";
    entry.removed = true;
    if (delivery_) delivery_->missing.erase(entry.client);
    return "";
  }

  std::string Release(std::optional<unsigned> slot) {
    if (!slot) return "";
    const bool unused = core_.subscriptions_unused(&table_, *slot) != 0;
    if (unused != (slots_[*slot].references == 0)) return "references are miscounted";
    if (!unused) return "";
    core_.subscriptions_release(&table_, *slot);
    const typename Core::Subscription free = {};
    slots_.erase(*slot);
    return std::memcmp(&table_.slots[*slot], &free, sizeof free) == 0 ? "" : "the slot is not free";
  }

  template <typename Fits>
  std::optional<unsigned> SlotWith(std::uint32_t number, const Fits& fits) const {
    std::vector<unsigned> all;
    for (const auto& [slot, entry] : slots_) {
      if (fits(entry)) all.push_back(slot);
    }
    if (all.empty()) return std::nullopt;
    return all[number % all.size()];
  }

  const Core& core_;
  typename Core::Subscriptions table_;
  std::map<unsigned, Entry> slots_;
  std::uint32_t next_id_ = 1;
  std::uint32_t client_ = 0;
  std::optional<Delivery> delivery_;
};

// The core must live as long.
template <typename Core>
Table SubscriptionsTable(const Core& core) {
  using Run = SubscriptionsRun<Core>;
  const std::vector<std::uint32_t> event{Run::kEvents + 1};
  const std::vector<std::uint32_t> one{64};
  Table table;
  table.name = "subscriptions";
  table.summary = "subscribers come and go while events are delivered: as in a map of slots";
  table.begin = {"subscriptions", {2, 2}};
  table.calls = {{"subscribe", event, 4},
                 {"next", event, 4},
                 {"put", one, 3},
                 {"unsubscribe", one, 2},
                 {"release", one, 3}};
  table.run = [&core](const TableCall& begin) { return std::make_unique<Run>(core, begin); };
  return table;
}

}  // namespace vmcheck::core
