// A growing row of packed states, in blocks: none ever moves, and the oldest can be let go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/state/file.h"
#include "sim/state/packing.h"
#include "sim/state/records.h"
#include "sim/state/words.h"

namespace vmcheck::state {

class PackedStates {
 public:
  // Where a state is, counted in words: as if all blocks were large ones.
  using Place = std::uint64_t;

  // The packing lives longer than this.
  explicit PackedStates(const Packing& packing);

  const Packing& packing() const { return packing_; }
  std::uint64_t size() const { return places_.size(); }

  // A state that was not let go, by its number or by where it is.
  Place place(std::uint64_t number) const { return load_word(places_.at(number)); }
  const std::byte* state(std::uint64_t number) const { return state_at(place(number)); }
  const std::byte* state_at(Place place) const {
    return blocks_[place >> shift_].bytes.get() + (place & mask()) * kWordBytes;
  }

  // The number of the state at a place, if none was let go.
  std::uint64_t number_at(Place place) const;

  // Fetches a state that was not let go, by its number or by where it is: then as many bytes of it
  // as states have on average.
  void prefetch(std::uint64_t number) const;
  void prefetch_at(Place place) const { prefetch(place, end_ / size()); }

  // Returns where it is.
  Place append(std::span<const std::byte> packed);

  // Lets go of the memory of states before `number`, as far as whole blocks.
  void release_before(std::uint64_t number);

  // Writes them to a file, and reads what was written: when there are none yet.
  void save(FileWriter& file) const;
  void load(FileReader& file);

  // No state is at this place or behind it, whatever the next `more` are like.
  Place end_with(std::uint64_t more) const { return blocks_with(more) << shift_; }

  // Memory in use; and the most there can be with `more` states.
  std::uint64_t bytes() const { return bytes_with(0); }
  std::uint64_t bytes_with(std::uint64_t more) const {
    const std::uint64_t words = words_before(blocks_with(more)) - words_before(released_);
    return words * kWordBytes + places_.bytes_with(more);
  }

 private:
  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    std::uint64_t first;  // state in it, if that was not let go
  };

  std::uint64_t mask() const { return (std::uint64_t{1} << shift_) - 1; }
  std::uint64_t words_before(std::uint64_t block) const;
  std::size_t block_bytes(std::uint64_t block) const {
    return (words_before(block + 1) - words_before(block)) * kWordBytes;
  }
  std::size_t bytes_in(std::uint64_t block) const;  // of states, as far as is known
  std::uint64_t blocks_with(std::uint64_t more) const;
  bool is_sound(std::uint64_t number) const;
  void clear_rest();
  void prefetch(Place place, std::uint64_t words) const;

  const Packing& packing_;
  std::uint64_t small_;         // words of the first blocks
  int shift_;                   // the others have 1 << shift_
  Records places_;              // a word for each state
  Place end_ = 0;               // of the last state
  std::uint64_t first_ = 0;     // state that was not let go
  std::uint64_t released_ = 0;  // blocks
  std::vector<Block> blocks_;
};

}  // namespace vmcheck::state
