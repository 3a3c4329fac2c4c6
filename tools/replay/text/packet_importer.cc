#include <optional>
#include <utility>
#include <vector>

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

// More packets at a log's beginning do not wait for one that says which machine it is of.
constexpr std::size_t kMostWaiting = 4096;

// Names the sender of packets that name none, as a machine's own do before they are on their way:
// who sends to a virtual machine is its host, and who sends to a host has the context that packets
// come to. Until one has come, packets wait.
class NamedPackets {
 public:
  NamedPackets(const ImportOptions& options, std::ostream& out)
      : options_(options), trace_(options, out), own_(options.context) {}

  void add(const LogEntry& entry, const WirePacket& packet) {
    if (entry.event == kReceiveEvent && !own_) {
      own_ = packet.dst[0];
      write_waiting();
    }
    Waiting event{entry.time_ns, packet, {}};
    if (!can_name(packet) && waiting_.size() < kMostWaiting) return waiting_.push_back(event);
    write(event);
  }

  void add_gap(const LogEntry& entry) {
    const Waiting event{entry.time_ns, std::nullopt, entry.lost};
    waiting_.empty() ? write(event) : waiting_.push_back(event);
  }

  std::uint64_t finish() {
    write_waiting();
    note_count(
        options_, unnamed_,
        "packets were left out, as nothing says which machine has sent them: give --context");
    return trace_.finish();
  }

 private:
  struct Waiting {
    std::uint64_t time_ns = 0;
    std::optional<WirePacket> packet;  // nothing: a gap
    std::optional<std::uint64_t> lost;
  };

  static bool is_unnamed(const WirePacket& packet) { return packet.src[0] == VMCI_ID_INVALID; }
  static bool is_for_guest(const WirePacket& packet) { return packet.dst[0] > VMCI_CONTEXT_HOST; }

  bool can_name(const WirePacket& packet) const {
    if (own_) return true;
    return waiting_.empty() && (!is_unnamed(packet) || is_for_guest(packet));
  }

  void write(Waiting event) {
    if (!event.packet) return trace_.add_gap(event.time_ns, event.lost);
    if (is_unnamed(*event.packet)) {
      event.packet->src[0] =
          is_for_guest(*event.packet) ? VMCI_CONTEXT_HOST : own_.value_or(VMCI_ID_INVALID);
    }
    if (is_unnamed(*event.packet)) {
      ++unnamed_;
    } else {
      trace_.add(event.time_ns, *event.packet);
    }
  }

  void write_waiting() {
    for (const Waiting& event : std::exchange(waiting_, {})) write(event);
  }

  const ImportOptions& options_;
  PacketTrace trace_;
  std::optional<std::uint32_t> own_;  // context of the machine that the log is of
  std::vector<Waiting> waiting_;
  std::uint64_t unnamed_ = 0;
};

}  // namespace

std::uint64_t import_log_packets(std::istream& in, const std::string& name,
                                 const ImportOptions& options, std::ostream& out) {
  TraceLog log(in, name, options.interrupted);
  NamedPackets packets(options, out);
  std::uint64_t other_datagrams = 0;
  while (const auto entry = log.next()) {
    if (entry->event.empty()) {
      note_lost(options, log, *entry);
      packets.add_gap(*entry);
    }
    if (entry->event != kSendEvent && entry->event != kReceiveEvent) continue;
    const Place place = log.place_of(*entry);
    const EventFields fields(entry->message, place);
    if (is_control_packet(fields)) {
      packets.add(*entry, read_packet(fields));
    } else {
      ++other_datagrams;
    }
  }
  const std::uint64_t count = packets.finish();
  note_count(options, other_datagrams, "datagrams that are no control packets were left out");
  note_end(options, log);
  return count;
}

}  // namespace vmcheck::replay
