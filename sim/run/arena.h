// Memory that is taken and given back like a stack.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>

namespace vmcheck::run {

// Places in it are offsets: it moves when it grows.
class Arena {
 public:
  std::size_t used() const { return used_; }

  // The offset of `bytes` more bytes.
  std::size_t take(std::size_t bytes) {
    if (size_ - used_ < bytes) grow(bytes);
    const std::size_t offset = used_;
    used_ += bytes;
    return offset;
  }

  // Gives back all but the first `used` bytes.
  void release(std::size_t used) { used_ = used; }

  std::byte* at(std::size_t offset) { return memory_.get() + offset; }

 private:
  void grow(std::size_t bytes) {
    size_ = std::max(2 * size_, used_ + bytes);
    std::unique_ptr<std::byte[]> larger(new std::byte[size_]);
    if (used_ > 0) std::memcpy(larger.get(), memory_.get(), used_);
    memory_ = std::move(larger);
  }

  std::unique_ptr<std::byte[]> memory_;
  std::size_t size_ = 0;
  std::size_t used_ = 0;
};

}  // namespace vmcheck::run
