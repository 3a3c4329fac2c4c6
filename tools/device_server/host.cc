#include "tools/device_server/host.h"

#include <algorithm>
#include <cstddef>

#include "sim/world/bytes.h"

namespace vmcheck::device_server {
namespace {

using world::number_at;

constexpr std::size_t kHeader = 24;
constexpr auto kLastKind = static_cast<std::uint32_t>(world::Message::Kind::endless);

// A port of the guest's on which nobody listens.
constexpr std::uint32_t kUnusedPort = 1;

}  // namespace

void Host::serve(std::span<const std::uint8_t> datagram) {
  if (datagram.size() < kHeader || number_at<std::uint32_t>(datagram, 0) != world::kHost) return;
  const auto resource = number_at<std::uint32_t>(datagram, 4);
  const auto sender = number_at<std::uint32_t>(datagram, 12);
  if (resource > kSendResource && resource <= kSendResource + kLastKind)
    hypervisor_.send(0, static_cast<world::Message::Kind>(resource - kSendResource), sender);
  if (resource == kRingResource) {
    for (const world::Link& link : hardware_.context.links) {
      if (link.linked != 0) hypervisor_.ring(0, link);
    }
  }
  if (resource == kPullOutResource) hardware_.device.gone = 1;
  if (resource == kMigrateResource) migrate();
  serve_pairs(resource);
}

void Host::migrate() {
  pairs_.forget();
  hypervisor_.send(0, world::Message::Kind::pairs_resumed, 0);
  hypervisor_.migrate(0, hardware_.context.id + 1);
}

void Host::serve_pairs(std::uint32_t resource) {
  if (resource == kAttachResource) tell(world::Message::Kind::pair_attached, pairs_.attach_peer());
  if (resource == kEchoResource) pairs_.echo();
  if (resource == kDetachResource) tell(world::Message::Kind::pair_detached, pairs_.detach_peer());
  if (resource == kRefuseDetachResource) pairs_.refuse_detachment();
}

void Host::tell(world::Message::Kind kind, const std::vector<PairBroker::Handle>& pairs) {
  for (const PairBroker::Handle& pair : pairs)
    hypervisor_.tell(0, kind, pair.context, pair.resource, world::kHost);
}

// Who asks for a connection is refused, and asked for one.
bool Host::take_packet(std::span<const std::uint8_t> datagram) {
  const auto packet = parse_vsock(datagram);
  if (!packet || packet->to != world::kHost) return false;
  if (packet->type == VsockPacket::kRequest2) {
    packets_.push_back(
        {packet->to, packet->from, VsockPacket::kReset, packet->to_port, packet->from_port});
    packets_.push_back(
        {packet->to, packet->from, VsockPacket::kRequest2, packet->to_port, kUnusedPort});
    hardware_.device.interrupt(world::kDatagramCause);
  }
  return true;
}

// Packets are a multiple of 8 bytes long, and nobody asks for less than a page. What is given makes
// room for other messages: the world need not know when a driver of a real guest has handled it.
void Host::give(std::span<std::uint8_t> bytes) {
  std::fill(bytes.begin(), bytes.end(), 0xff);
  if (hardware_.device.gone != 0) return;
  while (!packets_.empty() && bytes.size() >= kVsockBytes) {
    const auto rendered = render(packets_.front());
    std::copy(rendered.begin(), rendered.end(), bytes.begin());
    bytes = bytes.subspan(rendered.size());
    packets_.pop_front();
  }
  hardware_.context.give(bytes);
  hardware_.context.handled();
}

}  // namespace vmcheck::device_server
