#include "tools/replay/expected_packets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace vmcheck::replay {
namespace {

struct Field {
  const char* name;
  std::string (*text)(const WirePacket&);
};

template <typename List>
std::string list(const List& numbers) {
  return fmt::format("[{}]", fmt::join(numbers, ", "));
}

// In the order in which packets are compared.
constexpr std::array<Field, 6> kFields{{
    {"type", [](const WirePacket& packet) { return packet_type_name(packet.type); }},
    {"src", [](const WirePacket& packet) { return list(packet.src); }},
    {"dst", [](const WirePacket& packet) { return list(packet.dst); }},
    {"version", [](const WirePacket& packet) { return std::to_string(packet.version); }},
    {"protocols", [](const WirePacket& packet) { return std::to_string(packet.protocols); }},
    {"payload", [](const WirePacket& packet) { return list(packet.payload); }},
}};

std::string table_of(const std::vector<WirePacket>& allowed, const WirePacket& packet,
                     std::string_view whose) {
  std::string text;
  for (const WirePacket& each : allowed) {
    text += fmt::format("  {:<10}{}\n", "expected", to_text(each));
  }
  if (allowed.empty()) text += fmt::format("  {:<10}nothing of {}\n", "expected", whose);
  return text + fmt::format("  {:<10}{}\n", "recorded", to_text(packet));
}

}  // namespace

std::string to_text(const WirePacket& packet) {
  return fmt::format("{} {} -> {} protocols {} payload {} {}{}", packet_type_name(packet.type),
                     fmt::join(packet.src, ":"), fmt::join(packet.dst, ":"), packet.protocols,
                     packet.payload[0], packet.payload[1],
                     packet.version == 1 ? "" : fmt::format(" version {}", packet.version));
}

std::size_t require_one_of(const std::vector<WirePacket>& allowed, const WirePacket& packet,
                           std::string_view whose) {
  const auto found = std::find(allowed.begin(), allowed.end(), packet);
  if (found != allowed.end()) return static_cast<std::size_t>(found - allowed.begin());
  std::string headline = fmt::format("field \"type\": expected nothing of {}, recorded {}", whose,
                                     packet_type_name(packet.type));
  std::vector<WirePacket> left = allowed;
  for (const Field& field : kFields) {
    if (left.empty()) break;
    std::set<std::string> values;
    for (const WirePacket& each : left) values.insert(field.text(each));
    const std::string recorded = field.text(packet);
    headline = fmt::format("field \"{}\": expected {} of {}, recorded {}", field.name,
                           fmt::join(values, " or "), whose, recorded);
    if (!values.contains(recorded)) break;
    std::erase_if(left, [&](const WirePacket& each) { return field.text(each) != recorded; });
  }
  throw Diverged(headline, table_of(allowed, packet, whose));
}

void require_equal(std::string_view field, std::uint64_t expected, std::uint64_t got) {
  require(expected == got,
          fmt::format("field \"{}\": expected {}, recorded {}", field, expected, got));
}

void require_equal(std::string_view field, const Pair32& expected, const Pair32& got) {
  require(expected == got,
          fmt::format("field \"{}\": expected {}, recorded {}", field, list(expected), list(got)));
}

void require(bool holds, const std::string& headline) {
  if (!holds) throw Diverged(headline, "");
}

}  // namespace vmcheck::replay
