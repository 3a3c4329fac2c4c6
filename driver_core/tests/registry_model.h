// The registry of resources beside a model of its contract alone: a map of slots that is searched
// from end to end.
#pragma once

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

// Of a Core with the types Registry, Handle and Resource, the number kResources of slots, and the
// functions registry_..., as CoreTables has them.
template <typename Core>
class RegistryRun final : public TableRun {
 public:
  enum Call : std::uint32_t { kAdd, kGet, kHold, kPut, kRemove, kRelease };

  static constexpr std::uint32_t kInvalid = 0xffffffff;
  static constexpr std::uint32_t kLastId = kInvalid - 1;

  // The first two have the same chain if the number of chains is a power of two up to 1024.
  static constexpr std::array kIds = {5u, 1024u + 5, 1024u, 1025u, 1026u, kLastId, kInvalid};
  static constexpr std::array kContexts = {2u, 16u, kInvalid};

  // All slots but some are taken, by datagram endpoints with the first ids; then the search for an
  // id begins at one of those that are near an end, or already in use.
  RegistryRun(const Core& core, const TableCall& begin) : core_(core) {
    SetToZeros(table_);
    core_.registry_init(&table_);
    const std::uint32_t room = begin.operands[0];
    for (unsigned slot = 0; slot + room < Core::kResources; ++slot) {
      const Handle handle{16, kFirstId + slot};
      Handle added{};
      unsigned at = 0;
      core_.registry_add(&table_, handle, kDatagram, &at, &added);
      slots_[slot] = {.handle = handle, .type = kDatagram};
    }
    table_.next_id = next_id_ = std::array{kFirstId, kFirstId + 1, kLastId}[begin.operands[1]];
  }

  std::string Make(const TableCall& call) override {
    const auto& operands = call.operands;
    switch (call.number) {
      case kAdd:
        return Add(HandleOf(operands), operands[2]);
      case kGet:
        return Get(HandleOf(operands), operands[2]);
      case kRemove:
        return Remove(HandleOf(operands), operands[2]);
      case kHold:
        return Hold(SlotWith(operands[0], [](const Entry& entry) { return entry.references > 0; }));
      case kPut:
        return Put(SlotWith(operands[0], [](const Entry& entry) { return entry.references > 0; }));
      default:
        return Release(SlotWith(operands[0], [](const Entry& entry) { return entry.removed; }));
    }
  }

  std::string Drain() override {
    while (!slots_.empty()) {
      const auto [slot, entry] = *slots_.begin();
      std::string wrong = entry.removed ? "" : RemoveAt(slot);
      for (std::uint32_t i = 0; i < entry.references && wrong.empty(); ++i) wrong = Put(slot);
      if (wrong.empty()) wrong = Release(slot);
      if (!wrong.empty()) return wrong;
    }
    typename Core::Registry empty;
    SetToZeros(empty);
    core_.registry_init(&empty);
    empty.next_id = next_id_;
    return std::memcmp(&table_, &empty, sizeof empty) == 0 ? "" : "something is left";
  }

 private:
  using Handle = typename Core::Handle;

  struct Entry {
    Handle handle;
    unsigned type;
    std::uint32_t references = 0;
    bool removed = false;
  };

  static constexpr std::uint32_t kFirstId = 1024;
  static constexpr unsigned kUntouched = 0xdeadbeef;
  static constexpr unsigned kDatagram = 1;
  static constexpr unsigned kLastType = 3;
  static constexpr std::uint32_t kMostReferences = 200;  // of a resource; no more are taken
  static constexpr int kInvalidArgs = -2;
  static constexpr int kNoResources = -19;
  static constexpr int kNotFound = -21;
  static constexpr int kAlreadyExists = -22;

  static Handle HandleOf(const std::vector<std::uint32_t>& operands) {
    return {kContexts[operands[0]], kIds[operands[1]]};
  }

  static bool Equal(const Handle& one, const Handle& other) {
    return one.context == other.context && one.resource == other.resource;
  }

  static bool Match(const Entry& entry, const Handle& handle, unsigned type) {
    const std::uint32_t context = entry.handle.context;
    return !entry.removed && entry.type == type && entry.handle.resource == handle.resource &&
           (context == handle.context || context == kInvalid || handle.context == kInvalid);
  }

  std::optional<unsigned> Find(const Handle& handle, unsigned type) const {
    for (const auto& [slot, entry] : slots_) {
      if (Match(entry, handle, type)) return slot;
    }
    return std::nullopt;
  }

  Handle Fresh(Handle handle, unsigned type) {
    std::set<std::uint32_t> taken;
    for (const auto& [slot, entry] : slots_) {
      if (Match(entry, {handle.context, entry.handle.resource}, type)) {
        taken.insert(entry.handle.resource);
      }
    }
    do {
      handle.resource = next_id_;
      next_id_ = next_id_ == kLastId ? kFirstId : next_id_ + 1;
    } while (taken.contains(handle.resource));
    return handle;
  }

  int ExpectedOfAdd(const Handle& handle, unsigned type) const {
    if (type < kDatagram || type > kLastType) return kInvalidArgs;
    if (handle.resource != kInvalid && Find(handle, type)) return kAlreadyExists;
    return slots_.size() == Core::kResources ? kNoResources : 0;
  }

  std::string Add(Handle handle, unsigned type) {
    const int expected = ExpectedOfAdd(handle, type);
    unsigned slot = kUntouched;
    Handle added = {kUntouched, kUntouched};
    const int result = core_.registry_add(&table_, handle, type, &slot, &added);
    if (result != expected) return Differs("the result", result, expected);
    if (expected < 0) {
      return slot == kUntouched && added.resource == kUntouched ? "" : "an error gives a slot";
    }
    if (handle.resource == kInvalid) handle = Fresh(handle, type);
    unsigned free = 0;
    while (slots_.contains(free)) ++free;
    if (slot != free) return Differs("the slot", slot, free);
    if (!Equal(added, handle)) return Differs("the id", added.resource, handle.resource);
    slots_[slot] = {.handle = handle, .type = type};
    return "";
  }

  std::string Get(const Handle& handle, unsigned type) {
    const auto found = Find(handle, type);
    if (found && slots_[*found].references == kMostReferences) return "";
    unsigned slot = kUntouched;
    const int expected = found ? 0 : kNotFound;
    const int result = core_.registry_get(&table_, handle, type, &slot);
    if (result != expected) return Differs("the result", result, expected);
    if (slot != found.value_or(kUntouched)) return "the slot is another's";
    if (found) ++slots_[*found].references;
    return "";
  }

  std::string Hold(std::optional<unsigned> slot) {
    if (!slot || slots_[*slot].references == kMostReferences) return "";
    if (core_.registry_hold(&table_, *slot) != 0) return "no reference is given";
    ++slots_[*slot].references;
    return "";
  }

  std::string Put(std::optional<unsigned> slot) {
    if (!slot) return "";
    Entry& entry = slots_[*slot];
    --entry.references;
    const bool last = core_.registry_put(&table_, *slot) != 0;
    if (last == (entry.removed && entry.references == 0)) return "";
    return last ? "the remover is woken too early" : "the remover is not woken";
  }

  std::string Remove(const Handle& handle, unsigned type) {
    for (const auto& [slot, entry] : slots_) {
      if (!entry.removed && entry.type == type && Equal(entry.handle, handle)) {
        return RemoveAt(slot);
      }
    }
    unsigned slot = kUntouched;
    const int result = core_.registry_remove(&table_, handle, type, &slot);
    if (result != kNotFound) return Differs("the result", result, kNotFound);
    return slot == kUntouched ? "" : "an error gives a slot";
  }

  std::string RemoveAt(unsigned slot) {
    Entry& entry = slots_[slot];
    unsigned removed = kUntouched;
    const int result = core_.registry_remove(&table_, entry.handle, entry.type, &removed);
    if (result != 0) return Differs("the result", result, 0);
    if (removed != slot) return Differs("the slot", removed, slot);
    entry.removed = true;
    return "";
  }

  std::string Release(std::optional<unsigned> slot) {
    if (!slot) return "";
    const bool unused = core_.registry_unused(&table_, *slot) != 0;
    if (unused != (slots_[*slot].references == 0)) return "references are miscounted";
    if (!unused) return "";
    core_.registry_release(&table_, *slot);
    const typename Core::Resource free = {};
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
  typename Core::Registry table_;
  std::map<unsigned, Entry> slots_;
  std::uint32_t next_id_;
};

// The core must live as long.
template <typename Core>
Table RegistryTable(const Core& core) {
  using Run = RegistryRun<Core>;
  const std::vector<std::uint32_t> known{Run::kContexts.size(), Run::kIds.size(), 5};
  const std::vector<std::uint32_t> one{16};
  Table table;
  table.name = "registry";
  table.summary = "resources come, are found, held and go: as in a map of slots";
  table.begin = {"registry", {6, 3}};
  table.calls = {{"add", known, 4}, {"get", known, 3},    {"hold", one, 1},
                 {"put", one, 3},   {"remove", known, 2}, {"release", one, 3}};
  table.run = [&core](const TableCall& begin) { return std::make_unique<Run>(core, begin); };
  return table;
}

}  // namespace vmcheck::core
