#include "sim/state/candidates.h"

namespace vmcheck::state {

void Candidates::clear() {
  all_.clear();
}

void Candidates::add(const Candidate& candidate, const std::byte* state) {
  const std::size_t begin = all_.empty() ? 0 : all_.back().end;
  const std::size_t most = begin + packing_.most() + Packing::kMore;
  if (states_.size() < most) states_.resize(2 * most);
  const std::byte* const end = packing_.pack(state, states_.data() + begin);
  all_.push_back({candidate, static_cast<std::size_t>(end - states_.data())});
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
