#include "tools/kernel_peer/trace.h"

#include <algorithm>
#include <utility>

extern "C" {
#include <driver_core/vsock/packet.h>
}

namespace vmcheck::kernel_peer {
namespace {

constexpr std::uint64_t kMillisecond = 1000;

}  // namespace

replay::WirePacket packet_of(const void* datagram) {
  const auto& msg = *static_cast<const vmci_packet_msg*>(datagram);
  replay::WirePacket packet;
  packet.version = msg.version_and_type % 256U;
  packet.type = msg.version_and_type / 256U;
  packet.protocols = msg.protocols;
  packet.src = {msg.header.src.context, msg.header.src.resource, msg.src_port};
  packet.dst = {msg.header.dst.context, msg.header.dst.resource, msg.dst_port};
  packet.payload = {msg.payload[0], msg.payload[1]};
  return packet;
}

std::uint64_t Trace::now() {
  using std::chrono::duration_cast;
  const auto since = std::chrono::steady_clock::now() - begin_;
  const auto time =
      static_cast<std::uint64_t>(duration_cast<std::chrono::microseconds>(since).count());
  last_ = std::max(last_, std::min(time, deadline_ - 1));
  return last_;
}

void Trace::run_timer(std::uint64_t milliseconds) {
  deadline_ = last_ + milliseconds * kMillisecond;
}

void Trace::timer_has_gone_off() {
  if (deadline_ != kNever) last_ = std::max(last_, deadline_);
  deadline_ = kNever;
}

void Trace::add(Action action) {
  if (const auto* moved = std::get_if<replay::Moved>(&action)) bytes_ += moved->bytes;
  const std::uint64_t time = now();
  events_.push_back({events_.size() + 1, time, std::move(action)});
}

void Trace::add_before(Action action) {
  add(std::move(action));
  std::swap(events_.back().action, events_[events_.size() - 2].action);
}

void Trace::send(const replay::WirePacket& packet) {
  ++packets_;
  add(replay::Sends{packet});
}

// The port and the pair of the peer's attempt are not known before it tells them.
void Trace::receive(const replay::WirePacket& packet) {
  ++packets_;
  for (std::size_t i = events_.size(); i-- > 0;) {
    auto* connects = std::get_if<replay::PeerConnects>(&events_[i].action);
    if (connects == nullptr) continue;
    if (packet.type == VMCI_PACKET_REQUEST || packet.type == VMCI_PACKET_REQUEST2) {
      connects->port = packet.src[2];
    }
    if (packet.type == VMCI_PACKET_OFFER) {
      connects->handle = {static_cast<std::uint32_t>(packet.payload[0]),
                          static_cast<std::uint32_t>(packet.payload[0] >> 32U)};
    }
    break;
  }
  add(replay::Receives{packet, {}, {}});
}

std::string Trace::text(const std::string& scenario, const std::string& source) const {
  const replay::ConnectionHeader header{{"connection", source, scenario, {}},
                                        context_,
                                        kHost,
                                        player_ == Player::socket ? "socket" : "program"};
  std::string text = to_header_line(header) + '\n';
  for (const replay::ConnectionEvent& event : events_) text += to_line(event) + '\n';
  return text + replay::to_end_line(events_.size()) + '\n';
}

}  // namespace vmcheck::kernel_peer
