// The lines of a packets trace: what somebody saw of the packets between machines, and nothing
// else. traces/FORMAT.md defines them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "tools/replay/connection_event.h"
#include "tools/replay/header.h"
#include "tools/replay/line_reader.h"

namespace vmcheck::replay::conform {

struct PacketsHeader {
  Header common;
  bool complete = false;  // no packet had been sent when the record began
};

// The record has a gap here.
struct Lost {
  std::optional<std::uint64_t> packets;  // nothing: nobody knows how many
};

struct PacketsEvent {
  std::uint64_t step = 0;  // never decreasing
  std::uint64_t t_us = 0;  // whatever the clock said
  std::variant<WirePacket, Lost> what;
};

// Gives the events behind the header one by one and holds them to the format.
class PacketsReader {
 public:
  // The trace's lines; the header line has been read. The line reader must outlive this one.
  explicit PacketsReader(LineReader& lines) : lines_(lines) {}

  // The next event, or nothing behind a proper end. Throws BadInput.
  std::optional<PacketsEvent> next();

  // The place of the event that next() gave last, or failed on.
  const Place& place() const { return lines_.place(); }

 private:
  LineReader& lines_;
  std::uint64_t events_ = 0;
  std::uint64_t last_step_ = 0;
};

// Takes the rest of a packets trace's header line, behind its common part.
PacketsHeader take_packets_header(const Header& common, Record& line);

// Lines of a trace, without the newline.
std::string to_header_line(const PacketsHeader& header);
std::string to_line(const PacketsEvent& event);

}  // namespace vmcheck::replay::conform
