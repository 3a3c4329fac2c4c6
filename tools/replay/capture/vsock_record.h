// What a captured record of LINKTYPE_VSOCK holds.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "tools/replay/capture/byte_reader.h"
#include "tools/replay/connection_event.h"

namespace vmcheck::replay {

// The header of each record, struct af_vsockmon_hdr: little-endian, 32 bytes.
struct VsockHeader {
  static constexpr std::size_t kSize = 32;

  std::uint64_t src_context = 0;
  std::uint64_t dst_context = 0;
  std::uint32_t src_port = 0;
  std::uint32_t dst_port = 0;
  std::uint16_t op = 0;         // VsockOp
  std::uint16_t transport = 0;  // VsockTransport
  std::uint16_t length = 0;     // bytes of the transport's own header, which follows
};

enum VsockOp : std::uint16_t {
  kVsockConnect = 1,
  kVsockDisconnect = 2,
  kVsockControl = 3,
  kVsockPayload = 4,
};

enum VsockTransport : std::uint16_t {
  kVsockNoInfo = 1,
  kVsockVirtio = 2,
};

// A control packet of VMCI's as it is sent: the transport's header of a record with kVsockNoInfo.
inline constexpr std::size_t kVmciPacketSize = 56;

// virtio's packet, struct virtio_vsock_hdr: little-endian, 44 bytes.
struct VirtioHeader {
  static constexpr std::size_t kSize = 44;

  std::uint64_t src_context = 0;
  std::uint64_t dst_context = 0;
  std::uint32_t src_port = 0;
  std::uint32_t dst_port = 0;
  std::uint32_t length = 0;  // of the payload, in bytes
  std::uint16_t type = 0;    // 1: a stream
  std::uint16_t op = 0;      // VirtioOp
  std::uint32_t flags = 0;   // of SHUTDOWN: the halves
  std::uint32_t buffer = 0;  // bytes that the sender has room for
};

enum VirtioOp : std::uint16_t {
  kVirtioRequest = 1,
  kVirtioResponse = 2,
  kVirtioReset = 3,
  kVirtioShutdown = 4,
  kVirtioPayload = 5,
};

// Each takes as many bytes as the size above says.
VsockHeader read_vsock_header(Bytes bytes);
WirePacket read_vmci_packet(Bytes bytes);
VirtioHeader read_virtio_header(Bytes bytes);

std::array<unsigned char, VsockHeader::kSize> to_bytes(const VsockHeader& header);
std::array<unsigned char, kVmciPacketSize> to_bytes(const WirePacket& packet);

// The kind of record that a control packet of a type is.
VsockOp vsock_op(std::uint64_t packet_type);

}  // namespace vmcheck::replay
