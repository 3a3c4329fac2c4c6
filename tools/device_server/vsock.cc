#include "tools/device_server/vsock.h"

#include "sim/world/bytes.h"

namespace vmcheck::device_server {
namespace {

using world::number_at;
using world::put_number;

constexpr std::uint32_t kResource = 1;

// Offsets in the datagram.
constexpr std::size_t kTo = 0;
constexpr std::size_t kFrom = 8;
constexpr std::size_t kPayloadSize = 16;
constexpr std::size_t kVersion = 24;
constexpr std::size_t kType = 25;
constexpr std::size_t kProtocols = 26;
constexpr std::size_t kFromPort = 28;
constexpr std::size_t kToPort = 32;
constexpr std::size_t kQueueBytes = 40;

constexpr std::uint64_t kPayloadBytes = kVsockBytes - kVersion;
constexpr std::uint64_t kUsualQueueBytes = 262144;
constexpr std::uint16_t kNotifiesOnPackets = 1;

constexpr const char* kTypes[] = {
    "invalid", "request",  "negotiate",     "offer",        "attach",   "wrote",     "read",
    "reset",   "shutdown", "waiting-write", "waiting-read", "request2", "negotiate2"};

}  // namespace

std::optional<VsockPacket> parse_vsock(std::span<const std::uint8_t> datagram) {
  if (datagram.size() != kVsockBytes || number_at<std::uint32_t>(datagram, kTo + 4) != kResource ||
      number_at<std::uint32_t>(datagram, kFrom + 4) != kResource)
    return std::nullopt;
  return VsockPacket{number_at<std::uint32_t>(datagram, kFrom),
                     number_at<std::uint32_t>(datagram, kTo), datagram[kType],
                     number_at<std::uint32_t>(datagram, kFromPort),
                     number_at<std::uint32_t>(datagram, kToPort)};
}

std::array<std::uint8_t, kVsockBytes> render(const VsockPacket& packet) {
  std::array<std::uint8_t, kVsockBytes> bytes{};
  put_number(bytes, kTo, packet.to);
  put_number(bytes, kTo + 4, kResource);
  put_number(bytes, kFrom, packet.from);
  put_number(bytes, kFrom + 4, kResource);
  put_number(bytes, kPayloadSize, kPayloadBytes);
  bytes[kVersion] = 1;
  bytes[kType] = packet.type;
  put_number(bytes, kFromPort, packet.from_port);
  put_number(bytes, kToPort, packet.to_port);
  if (packet.type == VsockPacket::kRequest2) {
    put_number(bytes, kProtocols, kNotifiesOnPackets);
    put_number(bytes, kQueueBytes, kUsualQueueBytes);
  }
  return bytes;
}

const char* vsock_type(std::uint8_t type) {
  return type < std::size(kTypes) ? kTypes[type] : "unknown";
}

}  // namespace vmcheck::device_server
