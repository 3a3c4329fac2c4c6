#include "sim/state/candidates.h"

namespace vmcheck::state {

void Candidates::clear() {
  states_.clear();
  all_.clear();
}

void Candidates::add(const Candidate& candidate, std::span<const std::byte> state) {
  all_.push_back({candidate, states_.size()});
  states_.insert(states_.end(), state.begin(), state.end());
}

void Candidates::divide() {
  starts_.fill(0);
  for (const Entry& entry : all_) ++starts_[shard_of(entry.candidate.hash) + 1];
  for (std::uint32_t shard = 0; shard < kShards; ++shard) starts_[shard + 1] += starts_[shard];
  std::array<std::uint32_t, kShards + 1> next = starts_;
  order_.resize(size());
  for (std::uint32_t i = 0; i < size(); ++i) order_[next[shard_of(all_[i].candidate.hash)]++] = i;
}

}  // namespace vmcheck::state
