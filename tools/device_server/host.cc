#include "tools/device_server/host.h"

#include <algorithm>
#include <cstddef>

#include "sim/world/bytes.h"

namespace vmcheck::device_server {
namespace {

using world::number_at;

constexpr std::uint32_t kHost = 2;
constexpr std::size_t kHeader = 24;
constexpr auto kLastKind = static_cast<std::uint32_t>(world::Message::Kind::endless);

// A port of the guest's on which nobody listens.
constexpr std::uint32_t kUnusedPort = 1;

}  // namespace

void Host::serve(std::span<const std::uint8_t> datagram) {
  if (datagram.size() < kHeader || number_at<std::uint32_t>(datagram, 0) != kHost) return;
  const auto resource = number_at<std::uint32_t>(datagram, 4);
  const auto sender = number_at<std::uint32_t>(datagram, 12);
  if (resource > kSendResource && resource <= kSendResource + kLastKind)
    device_.send(static_cast<world::Message::Kind>(resource - kSendResource), sender);
  if (resource == kRingResource) {
    for (const world::Link& link : device_.links) {
      if (link.linked != 0) device_.ring(link, true);
    }
  }
  if (resource == kPullOutResource) device_.gone = 1;
  if (const auto packet = parse_vsock(datagram)) answer(*packet);
}

// Who asks for a connection is refused, and asked for one.
void Host::answer(const VsockPacket& packet) {
  if (packet.type != VsockPacket::kRequest2) return;
  packets_.push_back(
      {packet.to, packet.from, VsockPacket::kReset, packet.to_port, packet.from_port});
  packets_.push_back({packet.to, packet.from, VsockPacket::kRequest2, packet.to_port, kUnusedPort});
  device_.interrupt(world::kDatagramCause);
}

// Packets are a multiple of 8 bytes long, and nobody asks for less than a page.
void Host::give(std::span<std::uint8_t> bytes) {
  while (device_.gone == 0 && !packets_.empty() && bytes.size() >= kVsockBytes) {
    const auto rendered = render(packets_.front());
    std::copy(rendered.begin(), rendered.end(), bytes.begin());
    bytes = bytes.subspan(rendered.size());
    packets_.pop_front();
  }
  device_.give(bytes);
}

}  // namespace vmcheck::device_server
