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
  const std::size_t end = (last_ + 1) * state_bytes_;
  if (parents_.size() < end) parents_.resize(end);
  return parent(last_);
}

std::uint64_t Latest::take(std::byte* state, std::uint64_t parent_hash, Origin origin,
                           std::uint32_t number) {
  const std::size_t bytes = state_bytes_;
  const std::byte* const before = parent(last_);
  if (changes_.size() < used_ + words_in(bytes)) changes_.resize(2 * (used_ + words_in(bytes)));
  Change* next = changes_.data() + used_;
  std::uint64_t hash = parent_hash;
  words_.find_differences(state, before, bytes, differences_.data());
  for_each_word(differences_.data(), bytes, [&](std::uint32_t word) {
    const std::uint64_t is = word_at(state, bytes, word);
    const std::uint64_t was = word_at(before, bytes, word);
    hash += fingerprint_of_word(word, is) - fingerprint_of_word(word, was);
    *next++ = {word, is};
    put_word(state, bytes, word, was);
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
    const std::uint64_t value = word_at(state, state_bytes_, change.word);
    put_word(state, state_bytes_, change.word, change.value);
    change.value = value;
  }
}

}  // namespace vmcheck::state
