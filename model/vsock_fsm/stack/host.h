// The host as the peer of a machine's sockets: a program that speaks the protocol, written from its
// description, without the core's sockets. It serves one connection, or makes one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/world/queue_pairs.h"

namespace vmcheck::device::sockets {

inline constexpr std::uint8_t kHostContext = 2;

// The bytes of each queue of a connection: one of them stays free.
inline constexpr std::uint64_t kQueueSize = 2;

// A control packet that is under way.
struct HostPacket {
  std::uint16_t src_port;
  std::uint16_t dst_port;
  std::uint16_t value;  // a size, a mode, or the resource of a handle
  std::uint8_t type;
  std::uint8_t handle_context;
};

inline constexpr std::size_t kPacketBytes = 56;
inline constexpr std::uint32_t kMostPackets = 3;

// As they are sent, one behind the other.
struct HostPackets {
  std::array<HostPacket, kMostPackets> all;
  std::uint8_t count;
  std::uint8_t given;  // bytes of the first that the machine's driver has read
  std::array<std::uint8_t, 6> unused;

  bool has_room() const { return count < kMostPackets; }
  void append(const HostPacket& packet) { all[count++] = packet; }
  HostPacket take();
};

// The bytes of a packet from the host to a machine's context.
std::array<std::uint8_t, kPacketBytes> render(const HostPacket& packet, std::uint32_t context);

// Reads one that a machine's context has sent to the host. False: it is none, to the last byte.
bool read_packet(std::span<const std::uint8_t> bytes, std::uint32_t context, HostPacket& packet);

// The host's end of a queue pair of which the machine gives the memory. All zero bytes: none.
struct HostEnd {
  enum class Life : std::uint8_t {
    none,
    offered,  // the host has created it, and the machine may attach
    known,    // the machine has it alone
    shared,
    left,  // the machine has it, and the host has left
  };
  std::uint32_t context;  // its handle
  std::uint32_t resource;
  Life life;
  std::uint8_t produce;  // the numbers of its queues, as the machine sees them
  std::uint8_t consume;
  std::uint8_t tail;  // of the ring that the host fills
  std::uint8_t head;  // of the one that it drains
  std::array<std::uint8_t, 3> unused;

  bool is_machines() const { return life > Life::offered; }

  // Moves a byte. False: the ring is full, or empty.
  bool write(world::QueueMemory& memory, std::uint8_t byte);
  bool read(world::QueueMemory& memory, std::uint8_t& byte);
};

struct HostProgram {
  enum class Life : std::uint8_t { idle, requesting, negotiated, connected, closed };
  HostPackets to_machine;
  HostPackets to_host;
  HostEnd end;
  Life life;
  std::uint8_t calls;  // left, as the next
  std::uint8_t bytes;
  std::uint8_t written;
  std::uint8_t read;
  std::uint8_t told;      // halves that it has shut down
  std::uint8_t halves;    // that the machine has
  std::uint8_t attempts;  // left
  std::uint16_t port;     // of the machine's socket
  std::array<std::uint8_t, 6> unused;
};

}  // namespace vmcheck::device::sockets
