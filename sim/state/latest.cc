#include "sim/state/latest.h"

#include "sim/state/fingerprint.h"

namespace vmcheck::state {

void Latest::clear() {
  all_.clear();
  used_ = 0;
  last_ = 0;
}

// One that has no successors is of no use any more.
std::byte* Latest::begin_parent() {
  if (!all_.empty()) last_ = all_.back().parent + 1;
  const std::size_t end = (last_ + 1) * blocks_;
  if (parents_.size() < end) parents_.resize(end);
  return parent(last_);
}

std::uint64_t Latest::take(std::byte* state, std::uint64_t parent_hash, Origin origin,
                           std::uint32_t number) {
  const std::byte* const before = parent(last_);
  if (changes_.size() < used_ + words_in(bytes_)) changes_.resize(2 * (used_ + words_in(bytes_)));
  Change* next = changes_.data() + used_;
  std::uint64_t hash = parent_hash;
  words_.find_differences(state, before, bytes_, differences_.data());
  for_each_word(differences_.data(), bytes_, [&](std::uint32_t word) {
    const std::uint64_t is = load_word(state + word * kWordBytes);
    const std::uint64_t was = load_word(before + word * kWordBytes);
    hash += fingerprint_of_word(word, is) - fingerprint_of_word(word, was);
    *next++ = {word, is};
    store_word(state + word * kWordBytes, was);
  });
  used_ = static_cast<std::uint32_t>(next - changes_.data());
  Entry& entry = all_.emplace_back();  // and then, which is faster than to copy one
  entry.candidate.hash = hash;
  entry.candidate.origin = origin;
  entry.candidate.number = number;
  entry.parent = last_;
  entry.end = used_;
  return hash;
}

// Makes of the parent the successor, and the other way round.
void Latest::swap(std::uint32_t index) {
  std::byte* const state = parent(all_[index].parent);
  const std::uint32_t first = index == 0 ? 0 : all_[index - 1].end;
  for (std::uint32_t i = first; i < all_[index].end; ++i) {
    Change& change = changes_[i];
    std::byte* const word = state + change.word * kWordBytes;
    const std::uint64_t value = load_word(word);
    store_word(word, change.value);
    change.value = value;
  }
}

}  // namespace vmcheck::state
