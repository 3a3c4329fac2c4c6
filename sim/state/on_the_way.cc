#include "sim/state/on_the_way.h"

#include <algorithm>

#include "sim/state/row_bytes.h"

namespace vmcheck::state {
namespace {

constexpr std::size_t kFirstSlots = 64;

}  // namespace

void OnTheWay::push(std::uint64_t hash) {
  if (2 * (hashes_.size() + 1) > slots_.size()) {
    slots_.assign(slots_.empty() ? kFirstSlots : 2 * slots_.size(), 0);
    taken_.clear();
    for (const std::uint64_t earlier : hashes_) put(earlier);
  }
  hashes_.push_back(hash);
  put(hash);
}

void OnTheWay::pop() {
  slots_[taken_.back()] = 0;
  taken_.pop_back();
  hashes_.pop_back();
}

bool OnTheWay::contains(std::uint64_t hash) const {
  if (slots_.empty()) return false;
  for (std::size_t slot = home(hash); slots_[slot] != 0; slot = next(slot)) {
    if (hashes_[slots_[slot] - 1] == hash) return true;
  }
  return false;
}

std::uint64_t OnTheWay::bytes_with(std::uint64_t more) const {
  const bool grows = 2 * (hashes_.size() + more) > slots_.size();
  return row_bytes(hashes_, more) + row_bytes(taken_, more) +
         row_bytes(slots_, grows ? std::max(slots_.size(), kFirstSlots) : 0);
}

// Gives the next hash of the stack its slot.
void OnTheWay::put(std::uint64_t hash) {
  std::size_t slot = home(hash);
  while (slots_[slot] != 0) slot = next(slot);
  slots_[slot] = static_cast<std::uint32_t>(taken_.size() + 1);
  taken_.push_back(static_cast<std::uint32_t>(slot));
}

}  // namespace vmcheck::state
