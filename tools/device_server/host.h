// What the host does for a guest: a datagram to one of its resources asks for something to happen.
// To its vsock it is a host on which nobody listens, and which tries the guest in turn.
#pragma once

#include <cstdint>
#include <deque>
#include <span>

#include "sim/world/hardware.h"
#include "sim/world/hypervisor.h"
#include "tools/device_server/vsock.h"

namespace vmcheck::device_server {

class Host {
 public:
  // To this resource plus the number of a world::Message::Kind: the sender gets such a message.
  static constexpr std::uint32_t kSendResource = 0x1000;

  // To these: every doorbell that is linked rings; the device is pulled out; the machine gets the
  // next context id.
  static constexpr std::uint32_t kRingResource = 0x1100;
  static constexpr std::uint32_t kPullOutResource = 0x1101;
  static constexpr std::uint32_t kMigrateResource = 0x1102;

  // Behind the device of a world's only machine.
  Host(world::Hardware& hardware, world::Hypervisor& hypervisor)
      : hardware_(hardware), hypervisor_(hypervisor) {}

  // Takes a packet of vsock's to the host, which the world does not know. False: it is none.
  bool take_packet(std::span<const std::uint8_t> datagram);

  // Does what a datagram to the host asks for, which the world has taken. To other resources, and
  // to others than the host: nothing.
  void serve(std::span<const std::uint8_t> datagram);

  // Gives the datagrams that wait for the guest, as world::Context::give() does.
  void give(std::span<std::uint8_t> bytes);

  // Forgets those of its own.
  void reset() { packets_.clear(); }

 private:
  world::Hardware& hardware_;
  world::Hypervisor& hypervisor_;
  std::deque<VsockPacket> packets_;
};

}  // namespace vmcheck::device_server
