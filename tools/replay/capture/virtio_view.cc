#include "tools/replay/capture/virtio_view.h"

#include <utility>

extern "C" {
#include <driver_core/vsock/packet.h>
}

namespace vmcheck::replay {
namespace {

constexpr std::uint16_t kStream = 1;
constexpr std::uint64_t kQueueSize = 65536;

WirePacket packet_of(const VirtioHeader& header, std::uint64_t type) {
  WirePacket packet;
  packet.type = type;
  packet.src = {static_cast<std::uint32_t>(header.src_context), VMCI_PACKET_RESOURCE,
                header.src_port};
  packet.dst = {static_cast<std::uint32_t>(header.dst_context), VMCI_PACKET_RESOURCE,
                header.dst_port};
  if (vmci_packet_has_size(static_cast<vmci_u32>(type)) != 0) packet.payload[0] = kQueueSize;
  if (vmci_packet_has_protocols(static_cast<vmci_u32>(type)) != 0) {
    packet.protocols = VMCI_PROTOCOL_ON_NOTIFY;
  }
  return packet;
}

// What both ends do behind virtio's answer: a pair of the client's, named by its port.
std::vector<WirePacket> handshake(const VirtioHeader& response) {
  WirePacket attach = packet_of(response, VMCI_PACKET_ATTACH);
  attach.payload[0] = attach.dst[0] | (std::uint64_t{attach.dst[2]} << 32U);
  WirePacket offer = attach;
  offer.type = VMCI_PACKET_OFFER;
  std::swap(offer.src, offer.dst);
  return {packet_of(response, VMCI_PACKET_NEGOTIATE2), offer, attach};
}

}  // namespace

std::vector<WirePacket> as_vmci_packets(const VirtioHeader& header) {
  if (header.type != kStream) return {};
  switch (header.op) {
    case kVirtioRequest:
      return {packet_of(header, VMCI_PACKET_REQUEST2)};
    case kVirtioResponse:
      return handshake(header);
    case kVirtioReset:
      return {packet_of(header, VMCI_PACKET_RST)};
    case kVirtioShutdown: {
      WirePacket shutdown = packet_of(header, VMCI_PACKET_SHUTDOWN);
      shutdown.payload[0] = header.flags;
      return {shutdown};
    }
    case kVirtioPayload:
      return {packet_of(header, VMCI_PACKET_WROTE)};
    default:
      return {};
  }
}

}  // namespace vmcheck::replay
