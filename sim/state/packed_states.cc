#include "sim/state/packed_states.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace vmcheck::state {
namespace {

constexpr std::size_t kBlockWords = 512;

}  // namespace

PackedStates::PackedStates(std::size_t state_bytes)
    : packing_(state_bytes),
      shift_(std::bit_width(std::max(kBlockWords, packing_.most() / kWordBytes) - 1)),
      places_(kWordBytes) {}

PackedStates::Place PackedStates::append(const std::byte* packed) {
  const std::size_t bytes = packing_.size(packed);
  const Place last = end_ + bytes / kWordBytes - 1;
  if (last >> shift_ >= blocks_.size()) {
    clear_rest();
    end_ = blocks_.size() << shift_;
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(block_bytes()));
  }
  const Place place = end_;
  std::memcpy(blocks_.back().get() + (place & mask()) * kWordBytes, packed, bytes);
  places_.append(reinterpret_cast<const std::byte*>(&place));
  end_ += bytes / kWordBytes;
  return place;
}

// Of the last block what no state has, so that files of equal searches are equal.
void PackedStates::clear_rest() {
  if ((end_ & mask()) == 0) return;
  std::byte* const block = blocks_.back().get();
  std::fill(block + (end_ & mask()) * kWordBytes, block + block_bytes(), std::byte{0});
}

// They lie in their order.
std::uint64_t PackedStates::number_at(Place wanted) const {
  std::uint64_t first = 0;
  std::uint64_t behind = size();
  while (behind - first > 1) {
    const std::uint64_t middle = first + (behind - first) / 2;
    (place(middle) <= wanted ? first : behind) = middle;
  }
  return first;
}

void PackedStates::prefetch(std::uint64_t number) const {
  constexpr Place kLineWords = 8;
  const Place first = place(number);
  const Place end = number + 1 < size() ? place(number + 1) : end_;
  const std::byte* const state = state_at(first);
  for (Place at = 0; at < end - first; at += kLineWords) {
    __builtin_prefetch(state + at * kWordBytes);
  }
}

void PackedStates::release_before(std::uint64_t number) {
  first_ = std::max(first_, number);
  const Place end = number < size() ? place(number) : end_;
  while (released_ < end >> shift_) blocks_[released_++].reset();
  places_.release_before(number);
}

std::uint64_t PackedStates::blocks_with(std::uint64_t more) const {
  const std::uint64_t in_block = (std::uint64_t{1} << shift_) / (packing_.most() / kWordBytes);
  return blocks_.size() + (more + in_block - 1) / in_block;
}

void PackedStates::save(FileWriter& file) const {
  places_.save(file);
  for (const std::uint64_t number : {end_, first_, released_, blocks_.size()}) file.number(number);
  for (std::uint64_t block = released_; block < blocks_.size(); ++block) {
    file.bytes(blocks_[block].get(), bytes_in(block));
  }
}

void PackedStates::load(FileReader& file) {
  places_.load(file);
  end_ = file.number();
  first_ = file.number();
  released_ = file.number();
  const std::uint64_t blocks = file.number();
  if (first_ > size() || first_ < places_.first() || blocks > size() || released_ > blocks ||
      end_ > blocks << shift_ || (blocks > 0 && end_ <= (blocks - 1) << shift_)) {
    file.refuse("its numbers do not go together");
  }
  if (blocks - released_ > file.left() / block_bytes() + 1) file.refuse("it ends too early");
  blocks_.resize(blocks);
  for (std::uint64_t block = released_; block < blocks; ++block) {
    blocks_[block] = std::make_unique_for_overwrite<std::byte[]>(block_bytes());
    file.bytes(blocks_[block].get(), bytes_in(block));
  }
  for (std::uint64_t number = first_; number < size(); ++number) {
    if (!is_sound(number)) file.refuse("it has what is no state");
  }
}

std::size_t PackedStates::bytes_in(std::uint64_t block) const {
  return std::min(block_bytes(), (end_ - (block << shift_)) * kWordBytes);
}

// Whether the state of a number is where it is said to be.
bool PackedStates::is_sound(std::uint64_t number) const {
  const Place at = place(number);
  const std::uint64_t block = at >> shift_;
  if (block < released_ || block >= blocks_.size()) return false;
  if (number > first_ && place(number - 1) >= at) return false;
  return packing_.is_packed(state_at(at), block_bytes() - (at & mask()) * kWordBytes);
}

}  // namespace vmcheck::state
