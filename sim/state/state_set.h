// The states that were seen.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "sim/state/file.h"
#include "sim/state/large_pages.h"
#include "sim/state/packed_states.h"
#include "sim/state/prefetch.h"
#include "sim/state/records.h"
#include "sim/state/result.h"

namespace vmcheck::state {

// A hash table with open addressing. The states are numbered in the order in which they come, and
// packed.
class alignas(64) StateSet {
 public:
  // Of states that are packed so; the packing lives longer than this. Sets that grow together best
  // have the same pages.
  StateSet(const Packing& packing, Keep keep,
           std::shared_ptr<LargePages> pages = std::make_shared<LargePages>());

  // Adds a state with its hash; false if it is known. With fingerprints the hash decides, and else
  // the state.
  bool insert(std::uint64_t hash, std::span<const std::byte> packed);

  // Whether a state is known. is_it(packed) says whether that is the state, and is called only if
  // it matters. Several threads may ask at once.
  template <typename IsIt>
  bool contains(std::uint64_t hash, const IsIt& is_it) const {
    return slots_[slot_of(key(hash), is_it)] != kEmpty;
  }

  // The number of a state, if it is known. Not with fingerprints.
  std::optional<std::uint64_t> find(std::uint64_t hash, const std::byte* state) const;

  const Packing& packing() const { return states_.packing(); }
  std::uint64_t size() const { return states_.size(); }

  // The state of a number that has not been forgotten, packed; and written to `state`.
  const std::byte* packed(std::uint64_t number) const { return states_.state(number); }
  void unpack(std::uint64_t number, std::byte* state) const {
    packing().unpack(packed(number), state);
  }

  // The hash of one that was not forgotten before.
  std::uint64_t hash(std::uint64_t number) const { return load_word(hashes_.at(number)); }

  // The hashes of states before this number will not be asked for, and with fingerprints the states
  // neither: their memory is given back.
  void forget_before(std::uint64_t number) {
    hashes_.release_before(number);
    if (keep_ == Keep::fingerprints) states_.release_before(number);
  }

  // Fetches what insert will look at: first for a number of states the slots, then the states.
  void prefetch_slot(std::uint64_t hash) const { prefetch_line(&slots_[home(key(hash))]); }
  void prefetch_state(std::uint64_t hash) const;

  // Fetches what hash() and unpack() will look at.
  void prefetch(std::uint64_t number) const {
    prefetch_line(hashes_.at(number));
    states_.prefetch(number);
  }

  // Writes the states to a file, and reads what was written: when there are none yet.
  void save(FileWriter& file) const;
  void load(FileReader& file);

  // Memory in use; and the most that is used when `more` states are added.
  std::uint64_t bytes() const { return bytes_with(0); }
  std::uint64_t bytes_with(std::uint64_t more) const;

  // Whether `more` states fit, whatever they are like.
  bool fits(std::uint64_t more) const {
    return keep_ == Keep::fingerprints || states_.end_with(more) < UINT32_MAX;
  }

 private:
  // With fingerprints the hash, 0 taken for 1. Else the low half of the hash, and in the low half
  // of the slot the state's place, counted from 1.
  using Slot = std::uint64_t;
  static constexpr Slot kEmpty = 0;  // as a row is at first

  std::uint64_t mask() const { return slots_.size() - 1; }

  // What slots of states with this hash have in common.
  Slot key(std::uint64_t hash) const {
    return keep_ == Keep::states ? hash << 32 : std::max<Slot>(hash, 1);
  }
  std::uint64_t home(Slot slot) const {
    return (keep_ == Keep::states ? slot >> 32 : slot) & mask();
  }
  bool matches(Slot slot, Slot key) const {
    return keep_ == Keep::states ? slot >> 32 == key >> 32 : slot == key;
  }

  // Where a state is, or belongs.
  template <typename IsIt>
  std::uint64_t slot_of(Slot key, const IsIt& is_it) const {
    std::uint64_t at = home(key);
    while (slots_[at] != kEmpty && !holds(slots_[at], key, is_it)) at = (at + 1) & mask();
    return at;
  }
  template <typename IsIt>
  bool holds(Slot slot, Slot key, const IsIt& is_it) const {
    return matches(slot, key) &&
           (keep_ == Keep::fingerprints || is_it(states_.state_at(place_in(slot))));
  }
  static PackedStates::Place place_in(Slot slot) { return (slot & UINT32_MAX) - 1; }
  void put(Slot slot);
  void grow();

  // The first three are in one cache line: two of them are what each lookup needs.
  std::shared_ptr<LargePages> pages_;  // where the slots are
  WordRow slots_;                      // Slot
  Keep keep_;
  PackedStates states_;
  Records hashes_;  // theirs
};

}  // namespace vmcheck::state
