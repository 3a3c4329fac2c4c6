#include "tools/replay/packet_trace.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "tools/replay/ring_event.h"

namespace vmcheck::replay {
namespace {

constexpr std::uint32_t kHost = 2;

}  // namespace

void PacketTrace::begin(const WirePacket& first) {
  begun_ = true;
  const bool from_host = first.src[0] == kHost;
  context_ = options_.context.value_or(from_host ? first.dst[0] : first.src[0]);
  const std::uint32_t other = first.src[0] == context_ ? first.dst[0] : first.src[0];
  peer_context_ = options_.peer_context.value_or(options_.context ? kHost : other);
  out_ << to_header_line({{"connection", options_.source, options_.scenario, std::nullopt},
                          context_,
                          peer_context_,
                          "packets"})
       << '\n';
}

void PacketTrace::add(std::uint64_t time_ns, const WirePacket& packet) {
  if (!begun_) begin(packet);
  if (packet.src[0] == context_ && packet.dst[0] == peer_context_) {
    write(time_ns, Sends{packet});
  } else if (packet.src[0] == peer_context_ && packet.dst[0] == context_) {
    write(time_ns, Receives{packet, std::nullopt, std::nullopt});
  } else {
    ++others_;
    return;
  }
  ++packets_;
}

void PacketTrace::add_gap(std::uint64_t time_ns, std::optional<std::uint64_t> lost) {
  if (begun_) write(time_ns, Gap{lost});
}

std::uint64_t PacketTrace::finish() {
  if (begun_) out_ << to_end_line(events_) << '\n';
  note_count(options_, others_, "packets of other machines were left out");
  note_count(options_, early_, "packets have times before those of packets in front of them");
  return packets_;
}

// Times count from the first event.
void PacketTrace::write(std::uint64_t time_ns, decltype(ConnectionEvent::action) action) {
  if (events_ == 0) first_ns_ = last_ns_ = time_ns;
  if (time_ns < last_ns_) ++early_;
  last_ns_ = std::max(last_ns_, time_ns);
  ++events_;
  out_ << to_line({events_, (last_ns_ - first_ns_) / 1000, std::move(action)}) << '\n';
}

void note_count(const ImportOptions& options, std::uint64_t count, const std::string& what) {
  if (options.notes == nullptr || count == 0) return;
  options.notes->push_back(fmt::format("{} {}", count, what));
}

}  // namespace vmcheck::replay
