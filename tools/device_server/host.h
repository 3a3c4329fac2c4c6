// What the host does for a guest: a datagram to one of its resources asks for something to happen.
// To its vsock it is a host on which nobody listens, and which tries the guest in turn.
#pragma once

#include <cstdint>
#include <deque>
#include <span>

#include "sim/world/device.h"
#include "tools/device_server/vsock.h"

namespace vmcheck::device_server {

class Host {
 public:
  // To this resource plus the number of a world::Message::Kind: the sender gets such a message.
  static constexpr std::uint32_t kSendResource = 0x1000;

  // To these: every doorbell that is linked rings; the device is pulled out.
  static constexpr std::uint32_t kRingResource = 0x1100;
  static constexpr std::uint32_t kPullOutResource = 0x1101;

  explicit Host(world::Device& device) : device_(device) {}

  // Does what a datagram to the host asks for. To other resources, and to others than the host:
  // nothing.
  void serve(std::span<const std::uint8_t> datagram);

  // Gives the datagrams that wait for the guest, as world::Device::give() does.
  void give(std::span<std::uint8_t> bytes);

  // Forgets those of its own.
  void reset() { packets_.clear(); }

 private:
  void answer(const VsockPacket& packet);

  world::Device& device_;
  std::deque<VsockPacket> packets_;
};

}  // namespace vmcheck::device_server
