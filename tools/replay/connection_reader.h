// Reads a connection trace.
#pragma once

#include <cstdint>
#include <optional>

#include "tools/replay/connection_event.h"
#include "tools/replay/line_reader.h"

namespace vmcheck::replay {

// Gives the events behind the header one by one and holds them to the format: each field, the order
// of steps and times, and the end line. Whether a connection does so is for the replay to judge.
class ConnectionReader {
 public:
  // The trace's lines; the header line has been read. The line reader must outlive this one.
  explicit ConnectionReader(LineReader& lines) : lines_(lines) {}

  // The next event, or nothing behind a proper end. Throws BadInput.
  std::optional<ConnectionEvent> next();

  // The place of the event that next() gave last, or failed on.
  const Place& place() const { return lines_.place(); }

 private:
  LineReader& lines_;
  std::uint64_t events_ = 0;
  std::uint64_t last_step_ = 0;
  std::uint64_t last_time_ = 0;
};

// Takes the fields of a packet.
WirePacket take_packet(Record& line);

// Takes the rest of a connection trace's header line, behind its common part.
ConnectionHeader take_connection_header(const Header& common, Record& line);

}  // namespace vmcheck::replay
