// States that may be new, with where they come from: what one thread finds and others look up.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "sim/state/fingerprint.h"

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

class Candidates {
 public:
  explicit Candidates(std::size_t state_bytes) : state_bytes_(state_bytes) {}

  std::uint32_t size() const { return static_cast<std::uint32_t>(hashes_.size()); }
  const std::byte* state(std::uint32_t index) const {
    return states_.data() + index * state_bytes_;
  }
  std::uint64_t hash(std::uint32_t index) const { return hashes_[index]; }
  Origin origin(std::uint32_t index) const { return origins_[index]; }

  void clear();
  void add(const std::byte* state, Origin origin);

  // Looks which candidates belong to which shard.
  void divide();

  // Those that belong to a shard, in order.
  std::span<const std::uint32_t> of(std::uint32_t shard) const {
    return {order_.data() + starts_[shard], order_.data() + starts_[shard + 1]};
  }

  // Memory in use.
  std::uint64_t bytes() const {
    return states_.capacity() + hashes_.capacity() * sizeof(std::uint64_t) +
           origins_.capacity() * sizeof(Origin) + order_.capacity() * sizeof(std::uint32_t);
  }

 private:
  std::size_t state_bytes_;
  std::vector<std::byte> states_;
  std::vector<std::uint64_t> hashes_;
  std::vector<Origin> origins_;
  std::vector<std::uint32_t> order_;  // indices, by shard
  std::array<std::uint32_t, kShards + 1> starts_{};
};

}  // namespace vmcheck::state
