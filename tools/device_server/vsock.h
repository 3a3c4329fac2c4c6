// The control packets of vsock over VMCI: datagrams between resources 1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace vmcheck::device_server {

// With its datagram's header.
inline constexpr std::size_t kVsockBytes = 56;

struct VsockPacket {
  static constexpr std::uint8_t kReset = 7;
  static constexpr std::uint8_t kRequest2 = 11;

  std::uint32_t from;  // a context
  std::uint32_t to;
  std::uint8_t type;
  std::uint32_t from_port;
  std::uint32_t to_port;
};

// The packet that a datagram is, if it is one.
std::optional<VsockPacket> parse_vsock(std::span<const std::uint8_t> datagram);

// The datagram of a packet. One that asks for a connection offers queues of the usual size.
std::array<std::uint8_t, kVsockBytes> render(const VsockPacket& packet);

// Its type in words; "unknown" if there is none of that number.
const char* vsock_type(std::uint8_t type);

}  // namespace vmcheck::device_server
