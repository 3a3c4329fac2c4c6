// The states of a level, numbered through all shards.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/state/candidates.h"

namespace vmcheck::state {

class Level {
 public:
  // Of each shard it has the states from one number to before another.
  Level() = default;
  template <typename Shards>
  explicit Level(const Shards& shards) {
    for (std::uint32_t i = 0; i < kShards; ++i) {
      first_[i] = shards[i].level_begin;
      before_[i + 1] = before_[i] + (shards[i].level_end - shards[i].level_begin);
    }
  }

  std::uint64_t size() const { return before_.back(); }

  // Where the state of a number is, which may be size(): then no state is there.
  Place operator[](std::uint64_t number) const {
    const auto behind = std::upper_bound(before_.begin() + 1, before_.end() - 1, number);
    const auto shard = static_cast<std::uint32_t>(behind - before_.begin() - 1);
    return {shard, static_cast<std::uint32_t>(first_[shard] + (number - before_[shard]))};
  }

 private:
  std::array<std::uint64_t, kShards> first_{};
  std::array<std::uint64_t, kShards + 1> before_{};  // states in shards before this one
};

}  // namespace vmcheck::state
