// Recordings of a real kernel, line by line.
#pragma once

#include <atomic>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>

#include "tools/replay/line_reader.h"
#include "tools/replay/record.h"

namespace vmcheck::replay {

// The longest name in a recording, in bytes.
inline constexpr std::size_t kLongestRecordedName = 64;

class Interrupted {};

// A line of a recording, with what every line has.
struct RecordedLine {
  Record fields;
  std::uint64_t step = 0;
  std::uint64_t t_us = 0;
  std::string run;
  std::string who;
  std::string op;
};

// Gives the lines one by one and holds them to their order: steps without gaps, times that do not
// decrease, and a last line that ends a run.
class RecordingReader {
 public:
  // The line reader must outlive this one. `interrupted` may be null.
  RecordingReader(LineReader& lines, const std::atomic<bool>* interrupted)
      : lines_(lines), interrupted_(interrupted) {}

  // The next line, or nothing behind the last one. Throws BadInput, and Interrupted.
  std::optional<RecordedLine> next();

 private:
  LineReader& lines_;
  const std::atomic<bool>* interrupted_;
  std::optional<std::uint64_t> step_;
  std::uint64_t t_us_ = 0;
  bool ended_ = false;
};

}  // namespace vmcheck::replay
