// What the host does for a guest: a datagram to one of its resources asks for something to happen.
// To its vsock it is a host on which nobody listens, and which tries the guest in turn. It takes
// every queue pair, and attaches to it when it is asked to.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "sim/world/hardware.h"
#include "sim/world/hypervisor.h"
#include "tools/device_server/pair_broker.h"
#include "tools/device_server/vsock.h"

namespace vmcheck::device_server {

class Host {
 public:
  // To this resource plus the number of a world::Message::Kind: the sender gets such a message.
  static constexpr std::uint32_t kSendResource = 0x1000;

  // To these: every doorbell that is linked rings; the device is pulled out; the machine gets the
  // next context id, and its queue pairs are forgotten.
  static constexpr std::uint32_t kRingResource = 0x1100;
  static constexpr std::uint32_t kPullOutResource = 0x1101;
  static constexpr std::uint32_t kMigrateResource = 0x1102;

  // To these: the host attaches to all queue pairs; sends back what it has received through them;
  // detaches from them; refuses the next detachment of the machine's.
  static constexpr std::uint32_t kAttachResource = 0x1200;
  static constexpr std::uint32_t kEchoResource = 0x1201;
  static constexpr std::uint32_t kDetachResource = 0x1202;
  static constexpr std::uint32_t kRefuseDetachResource = 0x1203;

  // Behind the device of a world's only machine.
  Host(world::Hardware& hardware, world::Hypervisor& hypervisor, PairBroker& pairs)
      : hardware_(hardware), hypervisor_(hypervisor), pairs_(pairs) {}

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
  void migrate();
  void serve_pairs(std::uint32_t resource);
  void tell(world::Message::Kind kind, const std::vector<PairBroker::Handle>& pairs);

  world::Hardware& hardware_;
  world::Hypervisor& hypervisor_;
  PairBroker& pairs_;
  std::deque<VsockPacket> packets_;
};

}  // namespace vmcheck::device_server
