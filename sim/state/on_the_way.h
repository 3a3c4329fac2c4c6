// The states on the way at hand of a depth-first search, by their hashes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vmcheck::state {

// A stack that knows what is on it: a hash table beside it, with open addressing. What was added
// last is removed first, so that no other lies behind it in the table.
class OnTheWay {
 public:
  void push(std::uint64_t hash);
  void pop();

  // Whether a state with this hash is there.
  bool contains(std::uint64_t hash) const;

  // Memory that is in use, or is while `more` are added.
  std::uint64_t bytes_with(std::uint64_t more) const;

 private:
  void put(std::uint64_t hash);
  std::size_t next(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }
  std::size_t home(std::uint64_t hash) const { return hash & (slots_.size() - 1); }

  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> slots_;  // 0, or the place of a hash, counted from 1
  std::vector<std::uint32_t> taken_;  // the slot of each hash
};

}  // namespace vmcheck::state
