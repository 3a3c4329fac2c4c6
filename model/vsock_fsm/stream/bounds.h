// The bounds of a scenario of what passes over a connection.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "model/vsock_fsm/bounds.h"
#include "model/vsock_fsm/stream/stream.h"
#include "sim/run/property.h"

namespace vmcheck::vsock::stream {

// What those at one end do. Who has written all shuts down sending; who has read all is done; then
// the end is closed.
struct EndBounds {
  std::uint8_t bytes = 0;  // to write
  std::uint8_t piece = 4;  // at most so many at once
  std::uint8_t lowat = 1;  // SO_RCVLOWAT
  std::uint8_t calls = 0;  // at most so many besides, at any time
  std::uint8_t may = kClose | kShutDown;
};

struct Bounds {
  std::array<EndBounds, kEnds> ends;
  std::uint8_t size = 3;  // of each queue
  std::uint8_t protocols = VMCI_PROTOCOL_ON_NOTIFY;
  Order order = Order::oldest_first;
  std::uint8_t unsent = 0;   // notifications
  std::uint8_t changes = 0;  // of the machines
  std::vector<const run::Property*> reached = {};
};

}  // namespace vmcheck::vsock::stream
