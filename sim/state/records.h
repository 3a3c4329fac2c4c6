// A growing row of records of one size, in blocks: none ever moves, and the oldest can be let go.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "sim/state/file.h"

namespace vmcheck::state {

class Records {
 public:
  explicit Records(std::size_t record_bytes)
      : record_bytes_(record_bytes),
        shift_(record_bytes < kBlockBytes ? std::bit_width(kBlockBytes / record_bytes) - 1 : 0) {}

  std::uint64_t size() const { return size_; }

  // Those before this one were let go.
  std::uint64_t first() const { return released_ << shift_; }

  // Record `index`, which was not let go. Aligned for any object of that size.
  const std::byte* at(std::uint64_t index) const {
    return blocks_[index >> shift_].get() + (index & mask()) * record_bytes_;
  }

  void append(const std::byte* record) {
    if ((size_ & mask()) == 0) {
      blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(block_bytes()));
    }
    const std::uint64_t index = size_++;
    std::memcpy(blocks_.back().get() + (index & mask()) * record_bytes_, record, record_bytes_);
  }

  // Lets go of the memory of records before `index`, as far as whole blocks.
  void release_before(std::uint64_t index) {
    while (released_ < index >> shift_) blocks_[released_++].reset();
  }

  // Writes them to a file, and reads what was written: when there are none yet.
  void save(FileWriter& file) const {
    file.number(size_);
    file.number(released_);
    for (std::uint64_t block = released_; block < blocks_.size(); ++block) {
      file.bytes(blocks_[block].get(), bytes_in(block));
    }
  }
  void load(FileReader& file) {
    size_ = file.number();
    released_ = file.number();
    const std::uint64_t blocks = (size_ >> shift_) + ((size_ & mask()) != 0 ? 1 : 0);
    if (released_ > blocks) file.refuse("its numbers do not go together");
    if (blocks - released_ > file.left() / record_bytes_ + 1) file.refuse("it ends too early");
    blocks_.resize(blocks);
    for (std::uint64_t block = released_; block < blocks; ++block) {
      blocks_[block] = std::make_unique_for_overwrite<std::byte[]>(block_bytes());
      file.bytes(blocks_[block].get(), bytes_in(block));
    }
  }

  // Memory in use; and the most there can be with `more` records.
  std::uint64_t bytes() const { return bytes_with(0); }
  std::uint64_t bytes_with(std::uint64_t more) const {
    const std::uint64_t blocks = (size_ + more + mask()) >> shift_;
    return (blocks - released_) * block_bytes();
  }

 private:
  static constexpr std::size_t kBlockBytes = std::size_t{1} << 11;

  std::uint64_t mask() const { return (std::uint64_t{1} << shift_) - 1; }
  std::uint64_t block_bytes() const { return record_bytes_ << shift_; }
  std::uint64_t bytes_in(std::uint64_t block) const {  // of records
    return std::min(block_bytes(), (size_ - (block << shift_)) * record_bytes_);
  }

  std::size_t record_bytes_;
  int shift_;  // a block has 1 << shift_ records
  std::uint64_t size_ = 0;
  std::uint64_t released_ = 0;  // blocks
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
};

}  // namespace vmcheck::state
