#include "tools/replay/wire.h"

#include <cstring>

namespace vmcheck::replay {
namespace {

// What is in memory where a packet is made: none of it is sent.
constexpr int kStale = 0xa5;

}  // namespace

WirePacket to_wire(const SocketCore& core, const vmci_packet& packet, std::uint32_t context) {
  vmci_packet_msg msg;
  std::memset(&msg, kStale, sizeof msg);
  core.make_packet(&packet, &msg);
  const vmci_route route = context == VMCI_CONTEXT_HOST ? VMCI_ROUTE_AS_HOST : VMCI_ROUTE_AS_GUEST;
  WirePacket wire;
  wire.version = msg.version_and_type & 0xffU;
  wire.type = msg.version_and_type >> 8U;
  wire.protocols = msg.protocols;
  wire.src = {vmci_routed_source(msg.header.src.context, msg.header.src.resource,
                                 msg.header.dst.context, context, route),
              msg.header.src.resource, msg.src_port};
  wire.dst = {msg.header.dst.context, msg.header.dst.resource, msg.dst_port};
  wire.payload = {msg.payload[0], msg.payload[1]};
  return wire;
}

vmci_packet from_wire(const SocketCore& core, const WirePacket& wire) {
  vmci_packet_msg msg{};
  msg.header = {{wire.dst[0], wire.dst[1]}, {wire.src[0], wire.src[1]}, VMCI_PACKET_PAYLOAD_SIZE};
  msg.version_and_type = static_cast<vmci_u16>(wire.version + wire.type * 256U);
  msg.protocols = static_cast<vmci_u16>(wire.protocols);
  msg.src_port = wire.src[2];
  msg.dst_port = wire.dst[2];
  msg.payload[0] = wire.payload[0];
  msg.payload[1] = wire.payload[1];
  vmci_packet packet{};
  core.read_packet(&msg, &packet);
  return packet;
}

bool is_request(const WirePacket& packet) {
  return packet.type == VMCI_PACKET_REQUEST || packet.type == VMCI_PACKET_REQUEST2;
}

vmci_connection_event event_of(vmci_connection_event_kind kind) {
  vmci_connection_event event{};
  event.handle = {VMCI_ID_INVALID, VMCI_ID_INVALID};
  event.kind = static_cast<unsigned char>(kind);
  return event;
}

}  // namespace vmcheck::replay
