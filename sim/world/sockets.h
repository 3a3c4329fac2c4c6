// What the sockets of simulated machines have of their platform, by a model.
#pragma once

#include <cstdint>

#include "sim/world/clock/clock.h"

namespace vmcheck::world {

// A socket's timer: a machine's, by its number.
struct SocketTimer {
  std::uint8_t machine;
  std::uint8_t number;
};

// Clients of the driver: what a machine's sockets have it call. Callbacks from kPeers on are for
// queue pairs, each with the number of its socket. The first two are programs of a host's, too.
inline constexpr std::uint8_t kPackets = 1;
inline constexpr std::uint8_t kEvents = 2;
inline constexpr std::uint8_t kPeers = 3;

class Sockets {
 public:
  virtual ~Sockets() = default;

  // The timers of a machine, by the numbers of its sockets.
  virtual Clock clock(std::uint32_t machine) = 0;

  // The work of a machine's sockets is to run once more.
  virtual void work(std::uint32_t machine) = 0;

  // Those of its operations whose step waits are to try again.
  virtual void wake(std::uint32_t machine) = 0;

  // Who waits for something to happen to a socket is to look again.
  virtual void wake_socket(std::uint32_t machine, std::uint32_t number) = 0;
};

}  // namespace vmcheck::world
