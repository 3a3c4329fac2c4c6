// States that may be new, with where they come from: what one thread finds and others look up.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/state/packing.h"
#include "sim/state/prefetch.h"

namespace vmcheck::state {

// The set of states is divided by the first bits of their hashes, for several threads to work at.
inline constexpr int kShardBits = 6;
inline constexpr std::uint32_t kShards = 1U << kShardBits;

inline std::uint32_t shard_of(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash >> (64 - kShardBits));
}

// A state that was found: its shard, and its number there.
struct Place {
  std::uint32_t shard : kShardBits;
  std::uint32_t number : 32 - kShardBits;
};

// Which successor of a state: the one behind so many others, from the first of an actor on.
struct Ordinal {
  std::uint32_t behind : 26;
  std::uint32_t actor : 6;  // 0 also for that of all successors
};

// Where a state came from.
struct Origin {
  Place parent;
  Ordinal ordinal;
};

// A state that may be new, by all but its bytes.
struct Candidate {
  std::uint64_t hash;
  Origin origin;
  std::uint32_t number;  // as all are counted that are found with it
};

// Packed.
class Candidates {
 public:
  // The packing lives longer than this.
  explicit Candidates(const Packing& packing) : packing_(packing) {}

  std::uint32_t size() const { return static_cast<std::uint32_t>(all_.size()); }
  const Candidate& operator[](std::uint32_t index) const { return all_[index].candidate; }
  std::span<const std::byte> state(std::uint32_t index) const {
    const std::size_t begin = index == 0 ? 0 : all_[index - 1].end;
    return {states_.data() + begin, all_[index].end - begin};
  }

  void clear();
  void add(const Candidate& candidate, const std::byte* state);

  // Looks which candidates belong to which shard.
  void divide();

  // Those that belong to shards from one to before another: shard by shard, in order.
  std::span<const std::uint32_t> of(std::uint32_t shard, std::uint32_t end) const {
    return {order_.data() + starts_[shard], order_.data() + starts_[end]};
  }

  // Fetches what is known of one, and then its state: another thread may have found it.
  void prefetch(std::uint32_t index) const { prefetch_line(&all_[index]); }
  void prefetch_state(std::uint32_t index) const {
    const std::span<const std::byte> packed = state(index);
    for (std::size_t at = 0; at < packed.size(); at += kCacheLine) prefetch_line(&packed[at]);
  }

 private:
  struct Entry {
    Candidate candidate;
    std::size_t end;  // of its state, where the next one begins
  };

  const Packing& packing_;
  std::vector<std::byte> states_;  // and room
  std::vector<Entry> all_;
  std::vector<std::uint32_t> order_;  // indices, by shard
  std::array<std::uint32_t, kShards + 1> starts_{};
};

}  // namespace vmcheck::state
