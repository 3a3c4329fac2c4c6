// A connection of a fleet: its two ends, and what is on its way between them.
#pragma once

#include <array>
#include <cstdint>

#include "model/vsock_fsm/core.h"
#include "model/vsock_fsm/stream/stream.h"

namespace vmcheck::vsock::fleet {

enum class Stage : std::uint8_t {
  free,
  shakes_hands,  // and, if that fails, gives back what it has
  passes,        // bytes, until both ends are closed
};

// What the host's socket is.
enum class Child : std::uint8_t { none, pending, ready, accepted };

// Ends are stream::kHost and stream::kGuest. Sets of them are bits.
struct Link {
  static constexpr std::uint32_t kPackets = 4;

  stream::Stream stream;                      // its ends' connections; the rest once bytes pass
  std::array<vmci_packet, kPackets> packets;  // of the handshake, the oldest first
  vmci_handle handle;                         // of the pair
  Stage stage;
  Child child;
  std::uint8_t packet_count;
  std::uint8_t asked;       // ends that wait for the broker
  std::uint8_t timed;       // ends whose timer runs
  std::uint8_t subscribed;  // to detachments
  std::uint8_t attached;    // to the pair
  std::uint8_t left_alone;  // ends that are to be told that the other one has left
};

inline std::uint8_t bit_of(std::uint32_t end) {
  return static_cast<std::uint8_t>(1U << end);
}

}  // namespace vmcheck::vsock::fleet
