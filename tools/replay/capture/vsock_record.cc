#include "tools/replay/capture/vsock_record.h"

extern "C" {
#include <driver_core/vsock/packet.h>
}

namespace vmcheck::replay {
namespace {

template <typename Word>
Word word(Bytes bytes, std::size_t offset) {
  return read_word<Word>(bytes, offset, false);
}

}  // namespace

VsockHeader read_vsock_header(Bytes bytes) {
  VsockHeader header;
  header.src_context = word<std::uint64_t>(bytes, 0);
  header.dst_context = word<std::uint64_t>(bytes, 8);
  header.src_port = word<std::uint32_t>(bytes, 16);
  header.dst_port = word<std::uint32_t>(bytes, 20);
  header.op = word<std::uint16_t>(bytes, 24);
  header.transport = word<std::uint16_t>(bytes, 26);
  header.length = word<std::uint16_t>(bytes, 28);
  return header;
}

std::array<unsigned char, VsockHeader::kSize> to_bytes(const VsockHeader& header) {
  std::array<unsigned char, VsockHeader::kSize> bytes{};
  store_word(bytes, 0, header.src_context);
  store_word(bytes, 8, header.dst_context);
  store_word(bytes, 16, header.src_port);
  store_word(bytes, 20, header.dst_port);
  store_word(bytes, 24, header.op);
  store_word(bytes, 26, header.transport);
  store_word(bytes, 28, header.length);
  return bytes;
}

WirePacket read_vmci_packet(Bytes bytes) {
  WirePacket packet;
  packet.dst = {word<std::uint32_t>(bytes, 0), word<std::uint32_t>(bytes, 4),
                word<std::uint32_t>(bytes, 32)};
  packet.src = {word<std::uint32_t>(bytes, 8), word<std::uint32_t>(bytes, 12),
                word<std::uint32_t>(bytes, 28)};
  packet.version = bytes[24];
  packet.type = bytes[25];
  packet.protocols = word<std::uint16_t>(bytes, 26);
  packet.payload = {word<std::uint64_t>(bytes, 40), word<std::uint64_t>(bytes, 48)};
  return packet;
}

std::array<unsigned char, kVmciPacketSize> to_bytes(const WirePacket& packet) {
  std::array<unsigned char, kVmciPacketSize> bytes{};
  store_word(bytes, 0, packet.dst[0]);
  store_word(bytes, 4, packet.dst[1]);
  store_word(bytes, 8, packet.src[0]);
  store_word(bytes, 12, packet.src[1]);
  store_word(bytes, 16, std::uint64_t{VMCI_PACKET_PAYLOAD_SIZE});
  store_word(bytes, 24, static_cast<std::uint8_t>(packet.version));
  store_word(bytes, 25, static_cast<std::uint8_t>(packet.type));
  store_word(bytes, 26, static_cast<std::uint16_t>(packet.protocols));
  store_word(bytes, 28, packet.src[2]);
  store_word(bytes, 32, packet.dst[2]);
  store_word(bytes, 40, packet.payload[0]);
  store_word(bytes, 48, packet.payload[1]);
  return bytes;
}

VirtioHeader read_virtio_header(Bytes bytes) {
  VirtioHeader header;
  header.src_context = word<std::uint64_t>(bytes, 0);
  header.dst_context = word<std::uint64_t>(bytes, 8);
  header.src_port = word<std::uint32_t>(bytes, 16);
  header.dst_port = word<std::uint32_t>(bytes, 20);
  header.length = word<std::uint32_t>(bytes, 24);
  header.type = word<std::uint16_t>(bytes, 28);
  header.op = word<std::uint16_t>(bytes, 30);
  header.flags = word<std::uint32_t>(bytes, 32);
  header.buffer = word<std::uint32_t>(bytes, 36);
  return header;
}

VsockOp vsock_op(std::uint64_t packet_type) {
  switch (packet_type) {
    case VMCI_PACKET_INVALID:
    case VMCI_PACKET_RST:
    case VMCI_PACKET_SHUTDOWN:
      return kVsockDisconnect;
    case VMCI_PACKET_REQUEST:
    case VMCI_PACKET_NEGOTIATE:
    case VMCI_PACKET_OFFER:
    case VMCI_PACKET_ATTACH:
    case VMCI_PACKET_REQUEST2:
    case VMCI_PACKET_NEGOTIATE2:
      return kVsockConnect;
    default:
      return kVsockControl;
  }
}

}  // namespace vmcheck::replay
