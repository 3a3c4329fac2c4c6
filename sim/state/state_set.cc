#include "sim/state/state_set.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "sim/state/fingerprint.h"

namespace vmcheck::state {
namespace {

constexpr std::uint64_t kFirstSlots = 64;

// How many states a table takes before it grows: three quarters.
std::uint64_t room(std::uint64_t slots) {
  return slots / 4 * 3;
}

}  // namespace

StateSet::StateSet(std::size_t state_bytes, Keep keep)
    : keep_(keep), state_bytes_(state_bytes), states_(state_bytes), slots_(kFirstSlots, kEmpty) {}

bool StateSet::insert(std::uint64_t hash, const std::byte* state) {
  if (size() == room(slots_.size())) grow();
  const Slot wanted = key(hash);
  const std::uint64_t at = place(wanted, state);
  if (slots_[at] != kEmpty) return false;
  states_.append(state);
  slots_[at] = keep_ == Keep::states ? wanted | size() : wanted;
  return true;
}

std::optional<std::uint64_t> StateSet::find(std::uint64_t hash, const std::byte* state) const {
  const Slot slot = slots_[place(key(hash), state)];
  if (slot == kEmpty) return std::nullopt;
  return number_in(slot);
}

void StateSet::prefetch_state(std::uint64_t hash) const {
  if (keep_ == Keep::fingerprints) return;
  const Slot wanted = key(hash);
  for (std::uint64_t at = home(wanted); slots_[at] != kEmpty; at = (at + 1) & mask()) {
    if (!matches(slots_[at], wanted)) continue;
    __builtin_prefetch(state_in(slots_[at]));
    return;
  }
}

std::uint64_t StateSet::bytes_with(std::uint64_t more) const {
  std::uint64_t slots = slots_.size();
  while (room(slots) < size() + more) slots *= 2;
  // While a table grows the old one is there, too.
  const std::uint64_t both = slots == slots_.size() ? slots : slots + slots / 2;
  return states_.bytes_with(more) + both * sizeof(Slot);
}

StateSet::Slot StateSet::key(std::uint64_t hash) const {
  return keep_ == Keep::states ? hash << 32 : std::max<Slot>(hash, 1);
}

std::uint64_t StateSet::home(Slot slot) const {
  return (keep_ == Keep::states ? slot >> 32 : slot) & mask();
}

std::uint64_t StateSet::place(Slot key, const std::byte* state) const {
  std::uint64_t at = home(key);
  while (slots_[at] != kEmpty && !is(slots_[at], key, state)) at = (at + 1) & mask();
  return at;
}

bool StateSet::matches(Slot slot, Slot key) const {
  return keep_ == Keep::states ? slot >> 32 == key >> 32 : slot == key;
}

bool StateSet::is(Slot slot, Slot key, const std::byte* state) const {
  if (!matches(slot, key)) return false;
  return keep_ == Keep::fingerprints || std::memcmp(state_in(slot), state, state_bytes_) == 0;
}

// Of the table its size and, as the states may be gone, the fingerprints.
void StateSet::save(FileWriter& file) const {
  states_.save(file);
  file.number(slots_.size());
  if (keep_ == Keep::states) return;
  for (const Slot slot : slots_) {
    if (slot != kEmpty) file.number(slot);
  }
}

void StateSet::load(FileReader& file) {
  states_.load(file);
  const std::uint64_t slots = file.number();
  const bool fits = slots == kFirstSlots || (slots > kFirstSlots && room(slots / 2) <= size());
  if (!std::has_single_bit(slots) || !fits || room(slots) < size()) {
    file.refuse("its table has not the size for its states");
  }
  slots_.assign(slots, kEmpty);
  for (std::uint64_t number = 0; number < size(); ++number) {
    const std::byte* state = keep_ == Keep::states ? states_.at(number) : nullptr;
    const Slot wanted = state != nullptr ? key(fingerprint(state, state_bytes_)) : file.number();
    const std::uint64_t at = place(wanted, state);
    if (wanted == kEmpty || slots_[at] != kEmpty) file.refuse("it has a state twice");
    slots_[at] = state != nullptr ? wanted | (number + 1) : wanted;
  }
}

void StateSet::grow() {
  std::vector<Slot> smaller(2 * slots_.size(), kEmpty);
  smaller.swap(slots_);
  for (const Slot slot : smaller) {
    if (slot == kEmpty) continue;
    std::uint64_t at = home(slot);
    while (slots_[at] != kEmpty) at = (at + 1) & mask();
    slots_[at] = slot;
  }
}

}  // namespace vmcheck::state
