#include "model/vsock_fsm/stack/host.h"

#include <algorithm>

#include "sim/world/bytes.h"

namespace vmcheck::device::sockets {
namespace {

using world::number_at;
using world::put_number;

constexpr std::uint32_t kControl = 1;  // the resource of both ends that packets go to

// Offsets in a packet, and in a queue's header.
constexpr std::size_t kSource = 8;
constexpr std::size_t kPayloadSize = 16;
constexpr std::size_t kVersion = 24;
constexpr std::size_t kType = 25;
constexpr std::size_t kProtocols = 26;
constexpr std::size_t kSourcePort = 28;
constexpr std::size_t kDestinationPort = 32;
constexpr std::size_t kReserved = 36;
constexpr std::size_t kValue = 40;
constexpr std::size_t kRest = 48;
constexpr std::size_t kTail = 8;
constexpr std::size_t kHead = 16;

// Types of packets.
constexpr std::uint8_t kOffer = 3;
constexpr std::uint8_t kAttach = 4;
constexpr std::uint8_t kWaitingWrite = 9;
constexpr std::uint8_t kWaitingRead = 10;
constexpr std::uint8_t kRequest2 = 11;
constexpr std::uint8_t kNegotiate2 = 12;

bool has_handle(std::uint8_t type) {
  return type == kOffer || type == kAttach;
}

bool has_protocols(std::uint8_t type) {
  return type == kRequest2 || type == kNegotiate2;
}

bool has_place(std::uint8_t type) {
  return type == kWaitingWrite || type == kWaitingRead;
}

std::span<std::uint8_t> header_of(world::QueueArea& area) {
  return {reinterpret_cast<std::uint8_t*>(area.header.data()), area.header.size()};
}

std::uint8_t after(std::uint8_t index) {
  return static_cast<std::uint8_t>((index + 1) % kQueueSize);
}

}  // namespace

HostPacket HostPackets::take() {
  const HostPacket first = all[0];
  std::move(all.begin() + 1, all.end(), all.begin());
  all[--count] = {};
  given = 0;
  return first;
}

std::array<std::uint8_t, kPacketBytes> render(const HostPacket& packet, std::uint32_t context) {
  std::array<std::uint8_t, kPacketBytes> bytes{};
  put_number(bytes, 0, context);
  put_number(bytes, 4, kControl);
  put_number(bytes, kSource, std::uint32_t{kHostContext});
  put_number(bytes, kSource + 4, kControl);
  put_number(bytes, kPayloadSize, std::uint64_t{32});
  bytes[kVersion] = 1;
  bytes[kType] = packet.type;
  if (has_protocols(packet.type)) put_number(bytes, kProtocols, std::uint16_t{1});
  put_number(bytes, kSourcePort, std::uint32_t{packet.src_port});
  put_number(bytes, kDestinationPort, std::uint32_t{packet.dst_port});
  if (has_handle(packet.type)) {
    put_number(bytes, kValue, std::uint32_t{packet.handle_context});
    put_number(bytes, kValue + 4, std::uint32_t{packet.value});
  } else {
    put_number(bytes, kValue, std::uint64_t{packet.value});
  }
  return bytes;
}

bool read_packet(std::span<const std::uint8_t> bytes, std::uint32_t context, HostPacket& packet) {
  if (bytes.size() != kPacketBytes) return false;
  const bool addressed = number_at<std::uint32_t>(bytes, 0) == kHostContext &&
                         number_at<std::uint32_t>(bytes, 4) == kControl &&
                         number_at<std::uint32_t>(bytes, kSource) == context &&
                         number_at<std::uint32_t>(bytes, kSource + 4) == kControl &&
                         number_at<std::uint64_t>(bytes, kPayloadSize) == 32;
  packet = {};
  packet.type = bytes[kType];
  packet.src_port = number_at<std::uint16_t>(bytes, kSourcePort);
  packet.dst_port = number_at<std::uint16_t>(bytes, kDestinationPort);
  if (has_handle(packet.type)) {
    packet.handle_context = bytes[kValue];
    packet.value = number_at<std::uint16_t>(bytes, kValue + 4);
  } else if (!has_place(packet.type)) {
    packet.value = number_at<std::uint16_t>(bytes, kValue);
  }
  const std::uint16_t protocols = has_protocols(packet.type) ? 1 : 0;
  return addressed && bytes[kVersion] == 1 &&
         number_at<std::uint16_t>(bytes, kProtocols) == protocols &&
         number_at<std::uint32_t>(bytes, kReserved) == 0 &&
         (has_place(packet.type) || number_at<std::uint64_t>(bytes, kRest) == 0);
}

// What the machine consumes the host produces: its tail is in that queue's header, and the
// machine's head in the other's.
bool HostEnd::write(world::QueueMemory& memory, std::uint8_t byte) {
  world::QueueArea& ours = memory.areas[consume - 1U];
  if (after(tail) == number_at<std::uint64_t>(header_of(memory.areas[produce - 1U]), kHead)) {
    return false;
  }
  ours.bytes[tail] = byte;
  tail = after(tail);
  put_number<std::uint64_t>(header_of(ours), kTail, tail);
  return true;
}

bool HostEnd::read(world::QueueMemory& memory, std::uint8_t& byte) {
  world::QueueArea& theirs = memory.areas[produce - 1U];
  if (number_at<std::uint64_t>(header_of(theirs), kTail) == head) return false;
  byte = theirs.bytes[head];
  head = after(head);
  put_number<std::uint64_t>(header_of(memory.areas[consume - 1U]), kHead, head);
  return true;
}

}  // namespace vmcheck::device::sockets
