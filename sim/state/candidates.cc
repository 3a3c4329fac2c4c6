#include "sim/state/candidates.h"

namespace vmcheck::state {

void Candidates::clear() {
  states_.clear();
  hashes_.clear();
  origins_.clear();
}

void Candidates::add(const std::byte* state, Origin origin) {
  states_.insert(states_.end(), state, state + state_bytes_);
  hashes_.push_back(fingerprint(state, state_bytes_));
  origins_.push_back(origin);
}

void Candidates::divide() {
  starts_.fill(0);
  for (const std::uint64_t hash : hashes_) ++starts_[shard_of(hash) + 1];
  for (std::uint32_t shard = 0; shard < kShards; ++shard) starts_[shard + 1] += starts_[shard];
  std::array<std::uint32_t, kShards + 1> next = starts_;
  order_.resize(size());
  for (std::uint32_t i = 0; i < size(); ++i) order_[next[shard_of(hashes_[i])]++] = i;
}

}  // namespace vmcheck::state
