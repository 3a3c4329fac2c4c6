// The states that a worker's last steps led to: each as the words that its step has changed.
//
// Most of them are known already, and are never written out: mostly the hash tells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/state/candidates.h"
#include "sim/state/words.h"

namespace vmcheck::state {

class Latest {
 public:
  explicit Latest(std::size_t state_bytes)
      : blocks_(blocks_in(state_bytes)),
        bytes_(blocks_ * sizeof(WordBlock)),
        words_(words()),
        differences_(mask_bytes(bytes_)) {}

  std::uint32_t size() const { return static_cast<std::uint32_t>(all_.size()); }
  const Candidate& operator[](std::uint32_t index) const { return all_[index].candidate; }

  void clear();

  // The successors to come are those of another state, to be written there.
  std::byte* begin_parent();

  // Adds a successor: what steps have made of a copy of the parent, whose hash is given. Makes that
  // the parent's copy again. It is whole blocks, with zeros behind the state. Returns the
  // successor's hash.
  std::uint64_t take(std::byte* state, std::uint64_t parent_hash, Origin origin,
                     std::uint32_t number);

  // Calls use(state) with a successor as a whole. The state is gone behind it.
  template <typename Use>
  void with_state(std::uint32_t index, const Use& use) {
    swap(index);
    use(static_cast<const std::byte*>(parent(all_[index].parent)));
    swap(index);
  }

 private:
  struct Change {
    std::uint32_t word;
    std::uint64_t value;
  };

  struct Entry {
    Candidate candidate;
    std::uint32_t parent;  // of those that there are
    std::uint32_t end;     // of its changes
  };

  std::byte* parent(std::uint32_t number) { return parents_[number * blocks_].bytes; }
  void swap(std::uint32_t index);

  std::size_t blocks_;  // of a state
  std::size_t bytes_;   // theirs
  WordOperations words_;
  std::vector<Entry> all_;
  std::vector<Change> changes_;  // those of one after those of the other, and room
  std::uint32_t used_ = 0;       // of it
  std::vector<WordBlock> parents_;
  std::uint32_t last_ = 0;              // parent
  std::vector<std::byte> differences_;  // the set of words that a step has changed
};

}  // namespace vmcheck::state
