// Memory for what is looked up all over: in small pages, such a look waits for page tables, too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace vmcheck::state {

// A row of words, which at first are 0.
class WordRow {
 public:
  using Words = std::shared_ptr<std::uint64_t[]>;

  WordRow(Words words, std::size_t size) : words_(std::move(words)), size_(size) {}

  std::size_t size() const { return size_; }
  std::uint64_t& operator[](std::size_t index) { return words_[index]; }
  const std::uint64_t& operator[](std::size_t index) const { return words_[index]; }
  const std::uint64_t* begin() const { return words_.get(); }
  const std::uint64_t* end() const { return begin() + size_; }

 private:
  Words words_;
  std::size_t size_;
};

// Gives such rows. Where the system has large pages, long ones are in such: several of one length
// share one.
class LargePages {
 public:
  // Of so many words, a power of two. It may outlive this. Several threads may ask at once. Throws
  // std::bad_alloc.
  WordRow row(std::size_t words);

 private:
  std::mutex mutex_;
  WordRow::Words rows_;    // from which rows are taken
  std::size_t words_ = 0;  // of each of them
  std::size_t left_ = 0;   // words that no row has
};

}  // namespace vmcheck::state
