// Writes packet captures that Wireshark reads.
#pragma once

#include <array>
#include <cstdint>
#include <ostream>

#include "tools/replay/capture/vsock_record.h"
#include "tools/replay/connection_event.h"

namespace vmcheck::replay {

// pcap, little-endian, with times in microseconds, of LINKTYPE_VSOCK.
class PcapWriter {
 public:
  // Writes the file's header. The stream must outlive the writer.
  explicit PcapWriter(std::ostream& out);

  // A control packet: a record without information on its transport, whose header is the packet as
  // it is sent. Wireshark skips it; capture_importer.h takes it.
  void write_packet(std::uint64_t t_us, const WirePacket& packet);

  // So many bytes of a queue pair from one address to another, of which none were captured.
  void write_payload(std::uint64_t t_us, const Pair32& src, const Pair32& dst, std::uint64_t bytes);

 private:
  void write_record(std::uint64_t t_us, const VsockHeader& header, Bytes rest,
                    std::uint64_t not_captured);

  std::ostream& out_;
};

}  // namespace vmcheck::replay
