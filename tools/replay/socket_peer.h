// The peer of a recorded machine: what it may send, and what it may do.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "tools/replay/expected_packets.h"
#include "tools/replay/side.h"

namespace vmcheck::replay {

// The core plays the peer as well: it is told what the machine sends and what the peer's programs
// do, and what it would send itself is what the recorded peer may send, in any order. Of its rings
// nothing is recorded. So of its notifications it is required that there is a reason for each: one
// WROTE for each time that its ring was empty, one READ for each that the machine's was full, or
// one for each time that the machine has asked.
class SocketPeer {
 public:
  SocketPeer(const SocketCore& core, std::uint32_t context) : side_(core, context) {}

  void advance(std::uint64_t t_us);
  void listen(const PeerListens& how);
  void connect(const PeerConnects& how);
  void shut_down(const PeerShutsDown& how);
  void close();
  void set(const SetsOption& what) { side_.set(what); }

  // The machine has sent a packet, has a pair, or has moved bytes.
  void receive(const WirePacket& packet);
  void pair(const Paired& how);
  void move(const Moved& how);

  // What the peer is recorded to have done. Throw Diverged.
  void require_sent(const WirePacket& packet);
  void require_done(const PeerPaired& what) const;
  void require_nothing_owed() const;

 private:
  void settle();
  void begin();
  std::vector<WirePacket> notices(const WirePacket& recorded);
  void forget_reason(const WirePacket& packet);

  Side side_;
  std::map<Pair32, std::uint64_t> pairs_;  // the sizes of those that there are
  std::vector<Pair32> attached_;
  std::vector<WirePacket> owed_;  // of the handshake and the end
  std::vector<WirePacket> late_;  // that may be under way from a socket that is closed
  // Reasons for notifications.
  std::uint64_t empty_ = 1;
  std::uint64_t full_ = 0;
  bool told_reading_ = false;
  bool told_writing_ = false;
  // Where the machine's tail was since the peer has said that it waits, with its laps.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> tails_{{0, 0}};
};

}  // namespace vmcheck::replay
