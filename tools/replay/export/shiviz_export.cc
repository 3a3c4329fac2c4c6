#include "tools/replay/export/shiviz_export.h"

#include <fmt/core.h>

#include <algorithm>
#include <variant>

namespace vmcheck::replay {
namespace {

constexpr std::size_t kMachine = 0;
constexpr std::size_t kPeer = 1;

std::string to_text(const WirePacket& packet) {
  return fmt::format("{} {}:{} -> {}:{} protocols {} payload {} {}", packet_type_name(packet.type),
                     packet.src[0], packet.src[2], packet.dst[0], packet.dst[2], packet.protocols,
                     packet.payload[0], packet.payload[1]);
}

}  // namespace

void ShivizExport::begin(const ConnectionHeader& header) {
  hosts_[kMachine].name = fmt::format("machine-{}", header.context);
  hosts_[kPeer].name = fmt::format("peer-{}", header.peer_context);
  // The second line, which separates executions, is empty: there is one.
  out_ << R"((?<host>\S*) (?<clock>{.*})\n(?<event>.*))"
       << "\n\n";
}

void ShivizExport::add(const ConnectionEvent& event) {
  if (const auto* sends = std::get_if<Sends>(&event.action)) {
    write_packet(kMachine, sends->packet);
  } else if (const auto* receives = std::get_if<Receives>(&event.action)) {
    write_packet(kPeer, receives->packet);
  } else {
    const bool is_of_peer = op_name(event).starts_with("peer_");
    write(is_of_peer ? kPeer : kMachine, to_line(event));
  }
}

void ShivizExport::write_packet(std::size_t from, const WirePacket& packet) {
  const std::size_t to = 1 - from;
  write(from, "send " + to_text(packet));
  std::array<std::uint64_t, 2>& knows = hosts_[to].clock;
  const std::array<std::uint64_t, 2>& sender = hosts_[from].clock;
  std::transform(knows.begin(), knows.end(), sender.begin(), knows.begin(),
                 [](std::uint64_t mine, std::uint64_t theirs) { return std::max(mine, theirs); });
  write(to, "receive " + to_text(packet));
}

void ShivizExport::write(std::size_t host, const std::string& what) {
  std::array<std::uint64_t, 2>& clock = hosts_[host].clock;
  ++clock[host];
  std::string entries;
  for (std::size_t i = 0; i < clock.size(); ++i) {
    if (clock[i] == 0) continue;
    entries += fmt::format(R"({}"{}":{})", entries.empty() ? "" : ",", hosts_[i].name, clock[i]);
  }
  out_ << fmt::format("{} {{{}}}\n{}\n", hosts_[host].name, entries, what);
}

}  // namespace vmcheck::replay
