#include "tools/replay/packet_trace.h"
#include "tools/replay/text/event_fields.h"
#include "tools/replay/text/log_notes.h"
#include "tools/replay/text/recorder_events.h"
#include "tools/replay/text/text_importer.h"
#include "tools/replay/text/trace_log.h"

extern "C" {
#include <driver_core/vsock/packet.h>
}

namespace vmcheck::replay {
namespace {

bool is_control_packet(const EventFields& fields) {
  return fields.natural("payload_size") == VMCI_PACKET_PAYLOAD_SIZE &&
         fields.natural_32("dst_rid") == VMCI_PACKET_RESOURCE;
}

WirePacket read_packet(const EventFields& fields) {
  WirePacket packet;
  packet.src = {fields.natural_32("src_cid"), fields.natural_32("src_rid"),
                fields.natural_32("src_port")};
  packet.dst = {fields.natural_32("dst_cid"), fields.natural_32("dst_rid"),
                fields.natural_32("dst_port")};
  packet.version = fields.natural("version", 255);
  packet.type = fields.natural("type", 255);
  packet.protocols = fields.natural("proto", 65535);
  packet.payload = {fields.natural("word0"), fields.natural("word1")};
  return packet;
}

}  // namespace

std::uint64_t import_log_packets(std::istream& in, const std::string& name,
                                 const ImportOptions& options, std::ostream& out) {
  TraceLog log(in, name, options.interrupted);
  PacketTrace trace(options, out);
  std::uint64_t other_datagrams = 0;
  while (const auto entry = log.next()) {
    if (entry->event.empty()) {
      note_lost(options, log, *entry);
      trace.add_gap(entry->time_ns, entry->lost);
    }
    if (entry->event != kSendEvent && entry->event != kReceiveEvent) continue;
    const Place place = log.place_of(*entry);
    const EventFields fields(entry->message, place);
    if (is_control_packet(fields)) {
      trace.add(entry->time_ns, read_packet(fields));
    } else {
      ++other_datagrams;
    }
  }
  const std::uint64_t packets = trace.finish();
  note_count(options, other_datagrams, "datagrams that are no control packets were left out");
  note_end(options, log);
  return packets;
}

}  // namespace vmcheck::replay
