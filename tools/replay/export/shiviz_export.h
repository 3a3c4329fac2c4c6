// Connection traces as logs for ShiViz.
#pragma once

#include <array>
#include <cstdint>
#include <ostream>
#include <string>

#include "tools/replay/export/exporter.h"

namespace vmcheck::replay {

// Two hosts, the machine and its peer. The log's first line is the expression by which ShiViz takes
// the others apart, two for each event: host and vector clock, and what happened. What a host does
// is one event; a packet is two, of which the sender's comes before the receiver's by the clocks.
class ShivizExport final : public Exporter {
 public:
  // The stream must outlive the exporter.
  explicit ShivizExport(std::ostream& out) : out_(out) {}

  void begin(const ConnectionHeader& header) override;
  void add(const ConnectionEvent& event) override;
  void finish() override {}

 private:
  // A host's next event, behind all that `clock` has seen.
  struct Host {
    std::string name;
    std::array<std::uint64_t, 2> clock{};  // how many events of each host it knows
  };
  void write(std::size_t host, const std::string& what);
  void write_packet(std::size_t from, const WirePacket& packet);

  std::ostream& out_;
  std::array<Host, 2> hosts_;  // the machine, the peer
};

}  // namespace vmcheck::replay
