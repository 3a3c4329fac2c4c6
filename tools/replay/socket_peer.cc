#include "tools/replay/socket_peer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vmcheck::replay {
namespace {

bool contains(const std::vector<Pair32>& all, const Pair32& handle) {
  return std::find(all.begin(), all.end(), handle) != all.end();
}

}  // namespace

void SocketPeer::advance(std::uint64_t t_us) {
  side_.advance(t_us);
  settle();
}

void SocketPeer::listen(const PeerListens& how) {
  side_.listen({how.port, side_.buffer_size(), VMCI_PROTOCOL_ON_NOTIFY});
  settle();
}

// Of a connection that begins nobody has been told anything.
void SocketPeer::begin() {
  empty_ = 1;
  full_ = 0;
  told_reading_ = told_writing_ = false;
  tails_ = {{0, 0}};
}

void SocketPeer::connect(const PeerConnects& how) {
  begin();
  side_.connect({how.port, how.to, how.handle, side_.buffer_size(), VMCI_PROTOCOL_ON_NOTIFY});
  settle();
}

void SocketPeer::shut_down(const PeerShutsDown& how) {
  require(side_.shut_down(how.halves, 0), "the peer shuts down what is not connected");
  settle();
}

// What it has told before may come behind that.
void SocketPeer::close() {
  const std::vector<WirePacket> told = notices({});
  late_.insert(late_.end(), told.begin(), told.end());
  require(side_.close(), "the peer closes a socket that it does not have");
  settle();
}

void SocketPeer::receive(const WirePacket& packet) {
  if (packet.type == VMCI_PACKET_REQUEST || packet.type == VMCI_PACKET_REQUEST2) begin();
  if (packet.type == VMCI_PACKET_WAITING_READ) told_reading_ = true;
  if (packet.type == VMCI_PACKET_WAITING_WRITE) told_writing_ = true;
  side_.receive(packet, 0);
  settle();
}

void SocketPeer::pair(const Paired& how) {
  if (how.result < 0) return;
  if (!how.attaches) pairs_[how.handle] = how.size;
}

void SocketPeer::move(const Moved& how) {
  const vmci_connection* connection = side_.connected();
  if (connection == nullptr || connection->size == 0) return;
  const std::uint64_t size = connection->size;
  if (!how.fills) {
    if (how.own[1] == how.peer) ++empty_;
    return;
  }
  const std::uint64_t laps = tails_.back().second + (how.own[1] < how.own[0] ? 1 : 0);
  tails_.emplace_back(how.own[1], laps);
  if ((how.own[1] + size - how.peer) % size == size - 1) ++full_;
}

// The broker of the recordings has as many pairs as are asked for, and attaches to those that fit.
void SocketPeer::settle() {
  while (side_.asked) {
    const AskedPair asked = *std::exchange(side_.asked, std::nullopt);
    const auto found = pairs_.find(asked.handle);
    const bool done = !asked.attaches || (found != pairs_.end() && found->second == asked.size);
    if (done && !asked.attaches) pairs_[asked.handle] = asked.size;
    if (done && asked.attaches) attached_.push_back(asked.handle);
    side_.answer(asked, done);
  }
  side_.notices.clear();
  owed_.insert(owed_.end(), side_.sent.begin(), side_.sent.end());
  side_.sent.clear();
}

// The notifications that the peer has a reason for.
std::vector<WirePacket> SocketPeer::notices(const WirePacket& recorded) {
  const vmci_connection* connection = side_.connected();
  if (connection == nullptr || connection->size == 0) return {};
  const bool older = connection->notify == VMCI_NOTIFY_WAITING;
  if (older ? told_reading_ : empty_ != 0) side_.send_notice(VMCI_PACKET_WROTE, 0, 0);
  if (older ? told_writing_ : full_ != 0) side_.send_notice(VMCI_PACKET_READ, 0, 0);
  if (older) {
    for (const auto& [tail, laps] : tails_) {
      const std::uint64_t place = (tail + 1) % connection->size;
      side_.send_notice(VMCI_PACKET_WAITING_READ, laps + (place == 0 ? 1 : 0), place);
    }
  }
  if (older && recorded.type == VMCI_PACKET_WAITING_WRITE) {
    side_.send_notice(VMCI_PACKET_WAITING_WRITE, recorded.payload[0], recorded.payload[1]);
  }
  return std::exchange(side_.sent, {});
}

void SocketPeer::forget_reason(const WirePacket& packet) {
  if (packet.type == VMCI_PACKET_WROTE) {
    if (empty_ != 0) --empty_;
    told_reading_ = false;
  }
  if (packet.type == VMCI_PACKET_READ) {
    if (full_ != 0) --full_;
    told_writing_ = false;
  }
  if (packet.type == VMCI_PACKET_WAITING_READ) tails_ = {tails_.back()};
}

void SocketPeer::require_sent(const WirePacket& packet) {
  const std::vector<WirePacket> more = notices(packet);
  std::vector<WirePacket> allowed = owed_;
  allowed.insert(allowed.end(), late_.begin(), late_.end());
  allowed.insert(allowed.end(), more.begin(), more.end());
  const std::size_t number = require_one_of(allowed, packet, "the peer");
  const std::size_t late = number - owed_.size();
  if (number < owed_.size()) {
    owed_.erase(owed_.begin() + static_cast<std::ptrdiff_t>(number));
  } else if (late < late_.size()) {
    late_.erase(late_.begin() + static_cast<std::ptrdiff_t>(late));
  } else {
    forget_reason(packet);
  }
}

void SocketPeer::require_done(const PeerPaired& what) const {
  const std::vector<Pair32>& all = what.attached ? attached_ : side_.left;
  require(contains(all, what.handle),
          fmt::format("field \"handle\": expected a pair that the peer has {}, recorded [{}]",
                      what.attached ? "attached to" : "left", fmt::join(what.handle, ", ")));
}

void SocketPeer::require_nothing_owed() const {
  if (owed_.empty()) return;
  throw Diverged(fmt::format("expected {} of the peer, recorded nothing",
                             packet_type_name(owed_.front().type)),
                 fmt::format("  {:<10}{}\n", "expected", to_text(owed_.front())));
}

}  // namespace vmcheck::replay
