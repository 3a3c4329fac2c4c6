// Writes a connection trace of which packets are all that is known.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

#include "tools/replay/connection_event.h"
#include "tools/replay/importer.h"

namespace vmcheck::replay {

// Takes packets in the order in which they were seen, of any machines, and writes those between the
// machine that the options name and its peer; the player in the header is "packets".
class PacketTrace {
 public:
  // Both must outlive the trace.
  PacketTrace(const ImportOptions& options, std::ostream& out) : options_(options), out_(out) {}

  // A packet that was seen at a time, in nanoseconds from anywhere. A time before the last one is
  // taken for that.
  void add(std::uint64_t time_ns, const WirePacket& packet);

  // Packets may have been lost here: so many, or nobody knows how many.
  void add_gap(std::uint64_t time_ns, std::optional<std::uint64_t> lost);

  // Writes the end. Returns the number of packets: when it is 0, what was written is of no use.
  std::uint64_t finish();

 private:
  void begin(const WirePacket& first);
  void write(std::uint64_t time_ns, decltype(ConnectionEvent::action) action);

  const ImportOptions& options_;
  std::ostream& out_;
  bool begun_ = false;
  std::uint32_t context_ = 0;
  std::uint32_t peer_context_ = 0;
  std::uint64_t first_ns_ = 0;
  std::uint64_t last_ns_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t packets_ = 0;
  std::uint64_t others_ = 0;
  std::uint64_t early_ = 0;
};

// Adds to the options' notes, if there is something to say and somebody to hear it: "7 of other
// machines were left out".
void note_count(const ImportOptions& options, std::uint64_t count, const std::string& what);

}  // namespace vmcheck::replay
