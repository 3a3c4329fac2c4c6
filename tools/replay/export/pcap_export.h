// Connection traces as packet captures.
#pragma once

#include <ostream>

#include "tools/replay/capture/pcap_writer.h"
#include "tools/replay/export/exporter.h"

namespace vmcheck::replay {

// Packets that were sent and received, and the bytes that were moved between them: from the ports
// of the packet before them, as a capture has no other name for a connection. Nothing else is told.
class PcapExport final : public Exporter {
 public:
  // The stream must outlive the exporter.
  explicit PcapExport(std::ostream& out) : writer_(out) {}

  void begin(const ConnectionHeader& header) override;
  void add(const ConnectionEvent& event) override;
  void finish() override {}

 private:
  PcapWriter writer_;
  Pair32 machine_{};  // contexts, and the ports of the newest packet
  Pair32 peer_{};
};

}  // namespace vmcheck::replay
