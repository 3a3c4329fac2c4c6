#include "tools/replay/capture/vsock_record.h"
#include "tools/replay/packet_trace.h"
#include "tools/replay/recorded/log_importer.h"
#include "tools/replay/recorded/log_reader.h"

extern "C" {
#include <driver_core/vsock/packet.h>
}

namespace vmcheck::replay {

std::uint64_t import_recorded_packets(std::istream& in, const std::string& name,
                                      const ImportOptions& options, std::ostream& out) {
  LogReader log(in, name);
  ImportOptions with_context = options;
  if (!with_context.context) with_context.context = log.context();
  PacketTrace trace(with_context, out);
  std::uint64_t unnamed = 0;
  std::uint64_t others = 0;
  while (const auto entry = log.next()) {
    if (options.interrupted != nullptr && *options.interrupted) throw Interrupted();
    if (entry->missed != 0) trace.add_gap(entry->time_ns, std::nullopt);
    if (entry->kind != VMCI_RECORD_SENT && entry->kind != VMCI_RECORD_ARRIVED) continue;
    WirePacket packet = read_vmci_packet(entry->bytes);
    const bool is_control = entry->length == kVmciPacketSize &&
                            packet.dst[1] == VMCI_PACKET_RESOURCE &&
                            packet.dst[0] != VMCI_CONTEXT_HYPERVISOR;
    if (!is_control) {
      ++others;
      continue;
    }
    if (packet.src[0] == VMCI_ID_INVALID) packet.src[0] = log.context().value_or(VMCI_ID_INVALID);
    if (packet.src[0] == VMCI_ID_INVALID) {
      ++unnamed;
    } else {
      trace.add(entry->time_ns, packet);
    }
  }
  const std::uint64_t packets = trace.finish();
  note_count(options, others, "datagrams that are no control packets were left out");
  note_count(options, unnamed,
             "packets were left out, as nothing says which machine has sent them");
  return packets;
}

}  // namespace vmcheck::replay
