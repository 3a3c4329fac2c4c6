// Reads a ring trace.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "tools/replay/line_reader.h"
#include "tools/replay/ring_event.h"

namespace vmcheck::replay {

// Gives the events behind the header one by one and holds them to the format: each field, the order
// of steps and times, the life of each pair, and the end line. Whether the numbers are what a ring
// would do is for the replay to judge. That a pair is gone may be missing in a gap.
class RingReader {
 public:
  // The trace's lines; the header line has been read. The line reader must outlive this one.
  explicit RingReader(LineReader& lines) : lines_(lines) {}

  RingReader(const RingReader&) = delete;
  RingReader& operator=(const RingReader&) = delete;

  // The next event, valid until the next call; null behind a proper end. Throws BadInput.
  const RingEvent* next();

  // The place of the event that next() gave last, or failed on.
  const Place& place() const { return lines_.place(); }

 private:
  struct Sizes {
    std::uint64_t produce = 0;
    std::uint64_t consume = 0;
    std::uint64_t gaps = 0;  // in front of the last event of the pair
  };

  using Open = std::map<std::string, Sizes>;

  // Looks at the pair that was found last first.
  Open::iterator find(const std::string& pair);
  // Takes an event that was scanned as the next one, if it is of the format.
  bool accept(const RingEvent& event);
  // Reads the event in a line of any form; false: it is the end line.
  bool parse(std::string_view text);
  RingEvent read_event(Record& line, const std::string& op);
  Create read_create(Record& line, const std::string& pair);
  void close(Open::iterator pair);

  LineReader& lines_;
  RingEvent scanned_;  // the last one of each way
  RingEvent parsed_;
  Open open_;
  Open::iterator recent_ = open_.end();
  std::uint64_t open_bytes_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t gaps_ = 0;
  std::optional<std::uint64_t> last_step_;
  std::uint64_t last_time_ = 0;
};

// Takes the rest of a ring trace's header line, behind its common part.
RingHeader take_ring_header(const Header& common, Record& line);

}  // namespace vmcheck::replay
