#include "tools/replay/connection_event.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace vmcheck::replay {
namespace {

constexpr std::array<const char*, 13> kTypes{
    "INVALID", "REQUEST",  "NEGOTIATE",     "OFFER",        "ATTACH",   "WROTE",     "READ",
    "RST",     "SHUTDOWN", "WAITING_WRITE", "WAITING_READ", "REQUEST2", "NEGOTIATE2"};

std::string number_or_null(const std::optional<std::uint64_t>& number) {
  return number ? std::to_string(*number) : "null";
}

std::string list(const Pair32& pair) {
  return fmt::format("[{},{}]", pair[0], pair[1]);
}

struct Fields {
  std::string operator()(const Listens& e) const {
    return fmt::format(R"(,"port":{},"size":{},"protocols":{})", e.port, e.size, e.protocols);
  }
  std::string operator()(const Connects& e) const {
    return fmt::format(R"(,"port":{},"to":{},"handle":{},"size":{},"protocols":{})", e.port,
                       list(e.to), list(e.handle), e.size, e.protocols);
  }
  std::string operator()(const Sends& e) const { return to_json_fields(e.packet); }
  std::string operator()(const Receives& e) const {
    return to_json_fields(e.packet) +
           fmt::format(R"(,"head":{},"tail":{})", number_or_null(e.head), number_or_null(e.tail));
  }
  std::string operator()(const Paired& e) const {
    return fmt::format(R"(,"handle":{},"size":{},"attaches":{},"result":{})", list(e.handle),
                       e.size, e.attaches ? 1 : 0, e.result);
  }
  std::string operator()(const PeerPaired& e) const {
    return fmt::format(R"(,"handle":{})", list(e.handle));
  }
  std::string operator()(const Moved& e) const {
    return fmt::format(R"(,"moved":{},"{}":[{},{}],"{}":{},"seen":{})", e.bytes,
                       e.fills ? "tail" : "head", e.own[0], e.own[1], e.fills ? "head" : "tail",
                       e.peer, number_or_null(e.seen));
  }
  std::string operator()(const Waits& e) const {
    return fmt::format(R"(,"to":"{}")", e.reads ? "read" : "write");
  }
  std::string operator()(const ShutsDown& e) const {
    return fmt::format(R"(,"halves":{})", e.halves);
  }
  std::string operator()(const Closes& e) const {
    if (!e.handle) return R"(,"handle":null,"result":null)";
    return fmt::format(R"(,"handle":{},"result":{})", list(*e.handle), e.result);
  }
  std::string operator()(const Leaves& e) const {
    return fmt::format(R"(,"handle":{},"result":{})", list(e.handle), e.result);
  }
  std::string operator()(const Looks& e) const {
    return fmt::format(R"(,"head":{},"tail":{})", e.head, e.tail);
  }
  std::string operator()(const SetsOption& e) const {
    return fmt::format(R"(,"name":"{}","value":{})", kOptionNames[static_cast<std::size_t>(e.name)],
                       e.value);
  }
  std::string operator()(const PeerListens& e) const {
    return fmt::format(R"(,"port":{})", e.port);
  }
  std::string operator()(const PeerConnects& e) const {
    return fmt::format(R"(,"port":{},"to":{},"handle":{})", e.port, list(e.to), list(e.handle));
  }
  std::string operator()(const PeerShutsDown& e) const {
    return fmt::format(R"(,"halves":{})", e.halves);
  }
  std::string operator()(const PeerCloses&) const { return ""; }
  std::string operator()(const PeerSetsOption& e) const { return (*this)(e.option); }
  std::string operator()(const Gap& e) const {
    return fmt::format(R"(,"lost":{})", number_or_null(e.lost));
  }
};

struct Name {
  std::string_view operator()(const Listens&) const { return "listen"; }
  std::string_view operator()(const Connects&) const { return "connect"; }
  std::string_view operator()(const Sends&) const { return "send"; }
  std::string_view operator()(const Receives&) const { return "receive"; }
  std::string_view operator()(const Paired&) const { return "pair"; }
  std::string_view operator()(const PeerPaired& e) const {
    return e.attached ? "peer_attached" : "peer_detached";
  }
  std::string_view operator()(const Moved& e) const { return e.fills ? "enqueue" : "dequeue"; }
  std::string_view operator()(const Waits&) const { return "wait"; }
  std::string_view operator()(const ShutsDown&) const { return "shutdown"; }
  std::string_view operator()(const Closes&) const { return "close"; }
  std::string_view operator()(const Leaves&) const { return "leave"; }
  std::string_view operator()(const Looks&) const { return "look"; }
  std::string_view operator()(const SetsOption&) const { return "option"; }
  std::string_view operator()(const PeerListens&) const { return "peer_listen"; }
  std::string_view operator()(const PeerConnects&) const { return "peer_connect"; }
  std::string_view operator()(const PeerShutsDown&) const { return "peer_shutdown"; }
  std::string_view operator()(const PeerCloses&) const { return "peer_close"; }
  std::string_view operator()(const PeerSetsOption&) const { return "peer_option"; }
  std::string_view operator()(const Gap&) const { return "gap"; }
};

}  // namespace

std::string to_json_fields(const WirePacket& packet) {
  return fmt::format(
      R"(,"type":{},"version":{},"protocols":{},"src":[{}],"dst":[{}],"payload":[{}])",
      to_json(packet_type_name(packet.type)), packet.version, packet.protocols,
      fmt::join(packet.src, ","), fmt::join(packet.dst, ","), fmt::join(packet.payload, ","));
}

std::string_view op_name(const ConnectionEvent& event) {
  return std::visit(Name{}, event.action);
}

std::string packet_type_name(std::uint64_t type) {
  return type < kTypes.size() ? kTypes[type] : std::to_string(type);
}

std::optional<std::uint64_t> packet_type(const std::string& name) {
  const auto* found = std::find(kTypes.begin(), kTypes.end(), name);
  if (found != kTypes.end()) return static_cast<std::uint64_t>(found - kTypes.begin());
  std::uint64_t type = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), type);
  const bool is_number = error == std::errc() && end == name.data() + name.size();
  if (!is_number || type < kTypes.size() || type > 255) return std::nullopt;
  return type;
}

std::string to_header_line(const ConnectionHeader& header) {
  return fmt::format(R"({{{},"context":{},"peer_context":{},"player":{}}})",
                     to_json_fields(header.common), header.context, header.peer_context,
                     to_json(header.player));
}

std::string to_line(const ConnectionEvent& event) {
  return fmt::format(R"({{"step":{},"t_us":{},"op":"{}"{}}})", event.step, event.t_us,
                     op_name(event), std::visit(Fields{}, event.action));
}

}  // namespace vmcheck::replay
