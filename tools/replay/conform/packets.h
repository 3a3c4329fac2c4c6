// Packets for tests: between a machine, 42:40000, and its host, 2:5000.
#pragma once

#include <cstdint>
#include <utility>

#include "tools/replay/conform/situation.h"

namespace vmcheck::replay::conform {

inline constexpr Ends kMachine{{42, 40000}, {2, 5000}};
inline constexpr Ends kHost{{2, 5000}, {42, 40000}};
inline constexpr std::uint64_t kSize = 65536;
// The pair that the machine makes: its context, and 0x77 in the upper half.
inline constexpr std::uint64_t kHandle = 42 + (std::uint64_t{0x77} << 32U);

// One that this end sends.
inline WirePacket packet_of(const Ends& ends, std::uint64_t type, std::uint64_t payload = 0,
                            std::uint64_t protocols = 0) {
  WirePacket packet;
  packet.type = type;
  packet.protocols = protocols;
  packet.src = {ends.own[0], VMCI_PACKET_RESOURCE, ends.own[1]};
  packet.dst = {ends.peer[0], VMCI_PACKET_RESOURCE, ends.peer[1]};
  packet.payload = {payload, 0};
  return packet;
}

// The handshake, and whose each packet is.
inline std::vector<std::pair<Ends, WirePacket>> handshake() {
  return {{kMachine, packet_of(kMachine, VMCI_PACKET_REQUEST2, kSize, 1)},
          {kHost, packet_of(kHost, VMCI_PACKET_NEGOTIATE2, kSize, 1)},
          {kMachine, packet_of(kMachine, VMCI_PACKET_OFFER, kHandle)},
          {kHost, packet_of(kHost, VMCI_PACKET_ATTACH, kHandle)}};
}

}  // namespace vmcheck::replay::conform
