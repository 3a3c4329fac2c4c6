// The states that were seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/state/file.h"
#include "sim/state/records.h"
#include "sim/state/result.h"

namespace vmcheck::state {

// A hash table with open addressing. The states are numbered in the order in which they come.
class StateSet {
 public:
  // States of so many bytes.
  StateSet(std::size_t state_bytes, Keep keep);

  // Adds a state with its hash; false if it is known. With fingerprints the hash decides, and else
  // the state.
  bool insert(std::uint64_t hash, const std::byte* state);

  // Whether a state is known. Several threads may ask at once.
  bool contains(std::uint64_t hash, const std::byte* state) const {
    return slots_[place(key(hash), state)] != kEmpty;
  }

  // The number of a state, if it is known. Not with fingerprints.
  std::optional<std::uint64_t> find(std::uint64_t hash, const std::byte* state) const;

  std::uint64_t size() const { return states_.size(); }

  // The state of a number that has not been forgotten.
  const std::byte* state(std::uint64_t number) const { return states_.at(number); }

  // States before this number will not be asked for. With fingerprints their memory is given back.
  void forget_before(std::uint64_t number) {
    if (keep_ == Keep::fingerprints) states_.release_before(number);
  }

  // Fetches what insert will look at: first for a number of states the slots, then the states.
  void prefetch_slot(std::uint64_t hash) const { __builtin_prefetch(&slots_[home(key(hash))]); }
  void prefetch_state(std::uint64_t hash) const;

  // Writes the states to a file, and reads what was written: when there are none yet.
  void save(FileWriter& file) const;
  void load(FileReader& file);

  // Memory in use; and the most that is used when `more` states are added.
  std::uint64_t bytes() const { return bytes_with(0); }
  std::uint64_t bytes_with(std::uint64_t more) const;

  // So many states fit.
  static constexpr std::uint64_t kMost = UINT32_MAX - 1;

 private:
  // With fingerprints the hash, 0 taken for 1. Else the low half of the hash, and in the low half
  // of the slot the state's number, counted from 1.
  using Slot = std::uint64_t;
  static constexpr Slot kEmpty = 0;

  std::uint64_t mask() const { return slots_.size() - 1; }
  Slot key(std::uint64_t hash) const;  // what slots of states with this hash have in common
  std::uint64_t home(Slot slot) const;
  std::uint64_t place(Slot key, const std::byte* state) const;  // where it is, or belongs
  bool matches(Slot slot, Slot key) const;
  bool is(Slot slot, Slot key, const std::byte* state) const;
  static std::uint64_t number_in(Slot slot) { return (slot & UINT32_MAX) - 1; }
  const std::byte* state_in(Slot slot) const { return states_.at(number_in(slot)); }
  void grow();

  Keep keep_;
  std::size_t state_bytes_;
  Records states_;
  std::vector<Slot> slots_;
};

}  // namespace vmcheck::state
