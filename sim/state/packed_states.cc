#include "sim/state/packed_states.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "sim/state/prefetch.h"

namespace vmcheck::state {
namespace {

// There are many sets with few states: their first blocks are small.
constexpr std::uint64_t kSmallBlocks = 4;
constexpr std::uint64_t kSmallWords = 512;
constexpr std::uint64_t kLargeWords = 2048;

std::uint64_t divide_up(std::uint64_t number, std::uint64_t by) {
  return (number + by - 1) / by;
}

}  // namespace

PackedStates::PackedStates(const Packing& packing)
    : packing_(packing),
      small_(std::max(kSmallWords, packing_.most() / kWordBytes)),
      shift_(std::bit_width(std::max(kLargeWords, small_) - 1)),
      places_(kWordBytes) {}

PackedStates::Place PackedStates::append(std::span<const std::byte> packed) {
  const std::uint64_t block = blocks_.size();
  if (block == 0 || bytes_in(block - 1) + packed.size() > block_bytes(block - 1)) {
    clear_rest();
    end_ = block << shift_;
    blocks_.push_back({std::make_unique_for_overwrite<std::byte[]>(block_bytes(block)), size()});
  }
  const Place place = end_;
  std::memcpy(blocks_.back().bytes.get() + (place & mask()) * kWordBytes, packed.data(),
              packed.size());
  places_.append(reinterpret_cast<const std::byte*>(&place));
  end_ += packed.size() / kWordBytes;
  return place;
}

// Of the last block what no state has, so that files of equal searches are equal.
void PackedStates::clear_rest() {
  if (blocks_.empty()) return;
  const std::uint64_t last = blocks_.size() - 1;
  std::byte* const block = blocks_[last].bytes.get();
  if (block == nullptr) return;
  std::fill(block + bytes_in(last), block + block_bytes(last), std::byte{0});
}

// They lie in their order, those of a block more or less evenly.
std::uint64_t PackedStates::number_at(Place wanted) const {
  const std::uint64_t block = wanted >> shift_;
  const std::uint64_t first = blocks_[block].first;
  const std::uint64_t states =
      (block + 1 < blocks_.size() ? blocks_[block + 1].first : size()) - first;
  std::uint64_t number = first + (wanted & mask()) * states / (bytes_in(block) / kWordBytes);
  while (place(number) > wanted) --number;
  while (place(number) < wanted) ++number;
  return number;
}

void PackedStates::prefetch(std::uint64_t number) const {
  const Place first = place(number);
  prefetch(first, (number + 1 < size() ? place(number + 1) : end_) - first);
}

void PackedStates::prefetch(Place place, std::uint64_t words) const {
  constexpr std::uint64_t kLineWords = 8;
  const std::byte* const state = state_at(place);
  for (std::uint64_t at = 0; at < words; at += kLineWords) prefetch_line(state + at * kWordBytes);
}

void PackedStates::release_before(std::uint64_t number) {
  first_ = std::max(first_, number);
  const Place end = number < size() ? place(number) : end_;
  while (released_ < end >> shift_) blocks_[released_++].bytes.reset();
  places_.release_before(number);
}

std::uint64_t PackedStates::blocks_with(std::uint64_t more) const {
  const std::uint64_t most = packing_.most() / kWordBytes;
  const std::uint64_t in_small = small_ / most;
  const std::uint64_t in_large = (mask() + 1) / most;
  const std::uint64_t room = kSmallBlocks - std::min(kSmallBlocks, blocks_.size());
  const std::uint64_t small = std::min(room, divide_up(more, in_small));
  const std::uint64_t left = more - std::min(more, small * in_small);
  return blocks_.size() + small + divide_up(left, in_large);
}

std::uint64_t PackedStates::words_before(std::uint64_t block) const {
  const std::uint64_t small = std::min(block, kSmallBlocks);
  return small * small_ + ((block - small) << shift_);
}

void PackedStates::save(FileWriter& file) const {
  places_.save(file);
  for (const std::uint64_t number : {end_, first_, released_, blocks_.size()}) file.number(number);
  for (std::uint64_t block = released_; block < blocks_.size(); ++block) {
    file.bytes(blocks_[block].bytes.get(), bytes_in(block));
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
  if (blocks - released_ > file.left() / (small_ * kWordBytes) + 1)
    file.refuse("it ends too early");
  blocks_.resize(blocks);
  for (std::uint64_t block = released_; block < blocks; ++block) {
    blocks_[block].bytes = std::make_unique_for_overwrite<std::byte[]>(block_bytes(block));
    file.bytes(blocks_[block].bytes.get(), bytes_in(block));
  }
  std::uint64_t begun = 0;  // blocks
  for (std::uint64_t number = first_; number < size(); ++number) {
    if (!is_sound(number)) file.refuse("it has what is no state");
    while (begun <= place(number) >> shift_) blocks_[begun++].first = number;
  }
  while (begun < blocks) blocks_[begun++].first = size();
}

std::size_t PackedStates::bytes_in(std::uint64_t block) const {
  return std::min(block_bytes(block), (end_ - (block << shift_)) * kWordBytes);
}

// Whether the state of a number is where it is said to be, and ends before the next one begins.
bool PackedStates::is_sound(std::uint64_t number) const {
  const Place at = place(number);
  const Place behind = number + 1 < size() ? place(number + 1) : end_;
  const std::uint64_t block = at >> shift_;
  if (block < released_ || block >= blocks_.size() || behind <= at) return false;
  const std::uint64_t words = block_bytes(block) / kWordBytes;
  const std::uint64_t before = at & mask();
  return before < words &&
         packing_.is_packed(state_at(at), std::min(words - before, behind - at) * kWordBytes);
}

}  // namespace vmcheck::state
