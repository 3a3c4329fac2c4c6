// Lines of a file, one at a time.
#pragma once

#include <cstddef>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tools/replay/bad_input.h"

namespace vmcheck::replay {

// The longest line that is read, in bytes.
inline constexpr std::size_t kLongestLine = 1 << 20;

// Reads a stream line by line in memory that does not grow with it.
class LineReader {
 public:
  // `name` is the file's name in messages. The stream must outlive the reader.
  LineReader(std::istream& in, std::string name);

  // The next line without its newline, valid until the next call; nothing at the end of the file.
  // Throws BadInput for a line longer than kLongestLine, for a last line that has no newline (the
  // file was cut) and when reading fails.
  std::optional<std::string_view> next();

  // The place of the line that next() gave last, or failed on.
  const Place& place() const { return place_; }

 private:
  // Reads on behind the unread bytes; false at the end of the file.
  bool fill();

  std::istream& in_;
  Place place_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;  // the unread bytes: [begin_, end_)
  std::size_t end_ = 0;
};

}  // namespace vmcheck::replay
