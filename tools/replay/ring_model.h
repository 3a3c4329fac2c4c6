// A ring as two counters: the specification that the core's indices are held to.
#pragma once

#include <cstdint>

namespace vmcheck::replay {

// Counts the bytes that were ever written and ever read, from the first ready one on, instead of
// positions. So it knows nothing of wrap-around but the remainder of a division, and shares no
// arithmetic with the core. Sizes, counts and indices in bytes.
class RingModel {
 public:
  // A ring with these indices, both below `size`; in a ring of size 0 both are 0.
  RingModel(std::uint64_t size, std::uint64_t tail, std::uint64_t head)
      : size_(size), base_(head), written_(distance(head, tail)), tail_(tail), head_(head) {}

  std::uint64_t size() const { return size_; }
  std::uint64_t written() const { return written_; }
  std::uint64_t read() const { return read_; }

  std::uint64_t ready() const { return written_ - read_; }
  std::uint64_t free() const { return size_ == 0 ? 0 : size_ - 1 - ready(); }

  // The index of the byte with this number.
  std::uint64_t index_of(std::uint64_t number) const {
    return size_ == 0 ? 0 : (base_ + number) % size_;
  }
  std::uint64_t tail() const { return tail_; }
  std::uint64_t head() const { return head_; }

  // Whether a tail or head is in range and moved forward, within what is free or ready.
  bool can_have_tail(std::uint64_t index) const {
    return index < size_ && distance(tail(), index) <= free();
  }
  bool can_have_head(std::uint64_t index) const {
    return index < size_ && distance(head(), index) <= ready();
  }

  // Moves forward to an index that it can have.
  void move_tail(std::uint64_t index) {
    written_ += distance(tail_, index);
    tail_ = index;
  }
  void move_head(std::uint64_t index) {
    read_ += distance(head_, index);
    head_ = index;
  }

 private:
  // How far behind `from` lies `to`: the remainder of a number less than two times the size.
  std::uint64_t distance(std::uint64_t from, std::uint64_t to) const {
    const std::uint64_t number = to + size_ - from;
    return number - (number < size_ ? 0 : size_);
  }

  std::uint64_t size_;
  std::uint64_t base_;
  std::uint64_t written_;
  std::uint64_t read_ = 0;
  std::uint64_t tail_;  // always index_of(written_)
  std::uint64_t head_;  // always index_of(read_)
};

}  // namespace vmcheck::replay
