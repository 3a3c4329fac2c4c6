#include "sim/state/state_set.h"

#include <bit>
#include <utility>
#include <vector>

#include "sim/state/fingerprint.h"

namespace vmcheck::state {
namespace {

constexpr std::uint64_t kFirstSlots = 64;

// How many states a table takes before it grows: three quarters.
std::uint64_t room(std::uint64_t slots) {
  return slots / 4 * 3;
}

}  // namespace

StateSet::StateSet(const Packing& packing, Keep keep, std::shared_ptr<LargePages> pages)
    : pages_(std::move(pages)),
      slots_(pages_->row(kFirstSlots)),
      keep_(keep),
      states_(packing),
      hashes_(kWordBytes) {}

bool StateSet::insert(std::uint64_t hash, std::span<const std::byte> packed) {
  if (size() == room(slots_.size())) grow();
  const Slot wanted = key(hash);
  const std::uint64_t at = slot_of(
      wanted, [&](const std::byte* known) { return packing().are_equal(known, packed.data()); });
  if (slots_[at] != kEmpty) return false;
  const PackedStates::Place place = states_.append(packed);
  hashes_.append(reinterpret_cast<const std::byte*>(&hash));
  slots_[at] = keep_ == Keep::states ? wanted | (place + 1) : wanted;
  return true;
}

std::optional<std::uint64_t> StateSet::find(std::uint64_t hash, const std::byte* state) const {
  const auto is_it = [&](const std::byte* packed) { return packing().is(packed, state); };
  const Slot slot = slots_[slot_of(key(hash), is_it)];
  if (slot == kEmpty) return std::nullopt;
  return states_.number_at(place_in(slot));
}

void StateSet::prefetch_state(std::uint64_t hash) const {
  if (keep_ == Keep::fingerprints) return;
  const Slot wanted = key(hash);
  for (std::uint64_t at = home(wanted); slots_[at] != kEmpty; at = (at + 1) & mask()) {
    if (!matches(slots_[at], wanted)) continue;
    states_.prefetch_at(place_in(slots_[at]));
    return;
  }
}

std::uint64_t StateSet::bytes_with(std::uint64_t more) const {
  std::uint64_t slots = slots_.size();
  while (room(slots) < size() + more) slots *= 2;
  // While a table grows the old one is there, too.
  const std::uint64_t both = slots == slots_.size() ? slots : slots + slots / 2;
  return states_.bytes_with(more) + hashes_.bytes_with(more) + both * sizeof(Slot);
}

// Of the table its size and, as the states may be gone, the fingerprints.
void StateSet::save(FileWriter& file) const {
  states_.save(file);
  hashes_.save(file);
  file.number(slots_.size());
  if (keep_ == Keep::states) return;
  for (const Slot slot : slots_) {
    if (slot != kEmpty) file.number(slot);
  }
}

void StateSet::load(FileReader& file) {
  states_.load(file);
  hashes_.load(file);
  const std::uint64_t slots = file.number();
  const bool fits = slots == kFirstSlots || (slots > kFirstSlots && room(slots / 2) <= size());
  if (!std::has_single_bit(slots) || !fits || room(slots) < size() || hashes_.size() != size()) {
    file.refuse("its table has not the size for its states");
  }
  slots_ = pages_->row(slots);
  std::vector<std::byte> state(packing().state_bytes());
  for (std::uint64_t number = 0; number < size(); ++number) {
    const std::byte* packed = nullptr;
    Slot wanted = kEmpty;
    if (keep_ == Keep::states) {
      packed = this->packed(number);
      unpack(number, state.data());
      wanted = key(fingerprint(state.data(), state.size()));
    } else {
      wanted = file.number();
    }
    const std::uint64_t at =
        slot_of(wanted, [&](const std::byte* known) { return packing().are_equal(known, packed); });
    if ((wanted == kEmpty && keep_ == Keep::fingerprints) || slots_[at] != kEmpty) {
      file.refuse("it has a state twice");
    }
    slots_[at] = keep_ == Keep::states ? wanted | (states_.place(number) + 1) : wanted;
  }
}

void StateSet::put(Slot slot) {
  std::uint64_t at = home(slot);
  while (slots_[at] != kEmpty) at = (at + 1) & mask();
  slots_[at] = slot;
}

void StateSet::grow() {
  const WordRow smaller = std::exchange(slots_, pages_->row(2 * slots_.size()));
  for (const Slot slot : smaller) {
    if (slot != kEmpty) put(slot);
  }
}

}  // namespace vmcheck::state
