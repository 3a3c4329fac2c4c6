// Bytes of a file, in order, in memory that does not grow with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "tools/replay/bad_input.h"

namespace vmcheck::replay {

using Bytes = std::span<const unsigned char>;

// An unsigned number of sizeof(Word) bytes at an offset that lies within `bytes`.
template <typename Word>
Word read_word(Bytes bytes, std::size_t offset, bool big_endian) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < sizeof(Word); ++i) {
    const std::size_t at = big_endian ? i : sizeof(Word) - 1 - i;
    word = (word << 8U) | bytes[offset + at];
  }
  return static_cast<Word>(word);
}

// Stores a number at an offset that lies within `bytes`, its lowest byte first.
template <typename Word>
void store_word(std::span<unsigned char> bytes, std::size_t offset, Word value) {
  for (std::size_t i = 0; i < sizeof(Word); ++i) {
    bytes[offset + i] = static_cast<unsigned char>(std::uint64_t{value} >> (8 * i));
  }
}

class ByteReader {
 public:
  // The most that take() gives at a time.
  static constexpr std::size_t kMostTaken = 1 << 16;

  // `name` is the file's name in messages. The stream must outlive the reader.
  ByteReader(std::istream& in, std::string name);

  // Where the next byte is in the file, counted from 0.
  std::uint64_t offset() const { return offset_; }

  // Whether there is no next byte. Throws BadInput when reading fails, as all do.
  bool at_end() { return begin_ == end_ && !fill(1); }

  // The next `count` bytes, at most kMostTaken, valid until the next call. Throws BadInput if there
  // are less; `what` they are is for the message: "a record's header".
  Bytes take(std::size_t count, std::string_view what) {
    const Bytes bytes = peek(count, what);
    begin_ += count;
    offset_ += count;
    return bytes;
  }

  // The same, without taking them.
  Bytes peek(std::size_t count, std::string_view what) {
    if (end_ - begin_ < count && !fill(count)) refuse_end(count, end_ - begin_, what);
    return {buffer_.get() + begin_, count};
  }

  // Leaves out any number of bytes, likewise.
  void skip(std::uint64_t count, std::string_view what);

  // Refuses the file for what is at an offset: "FILE: byte 24: expected ...".
  [[noreturn]] void reject(std::uint64_t at, const std::string& message) const;

 private:
  // Reads on behind the bytes that are there, until there are `count`; false at the end.
  bool fill(std::size_t count);
  [[noreturn]] void refuse_end(std::uint64_t count, std::uint64_t got, std::string_view what) const;

  std::istream& in_;
  std::string name_;
  std::unique_ptr<unsigned char[]> buffer_;
  std::size_t begin_ = 0;  // the bytes that are there: [begin_, end_)
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
};

}  // namespace vmcheck::replay
