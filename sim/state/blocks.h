// Room for a state where its words are compared fastest.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/state/words.h"

namespace vmcheck::state {

// Whole blocks, with zeros behind the state.
class Blocks {
 public:
  explicit Blocks(std::size_t state_bytes) : blocks_(blocks_in(state_bytes)) {}

  std::byte* data() { return blocks_.front().bytes; }
  const std::byte* data() const { return blocks_.front().bytes; }

  // Theirs.
  std::size_t size() const { return blocks_.size() * sizeof(WordBlock); }

 private:
  std::vector<WordBlock> blocks_;
};

}  // namespace vmcheck::state
