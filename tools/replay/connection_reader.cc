#include "tools/replay/connection_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "tools/replay/events.h"
#include "tools/replay/quote.h"

namespace vmcheck::replay {
namespace {

constexpr std::uint64_t kMost32 = std::numeric_limits<std::uint32_t>::max();

// The largest queue that a pair can have.
constexpr std::uint64_t kMostSize = 128 << 20;

std::uint32_t read_32(Record& line, std::string_view name) {
  return static_cast<std::uint32_t>(line.natural(name, 0, kMost32));
}

template <std::size_t count, typename Word>
std::array<Word, count> read_list(Record& line, std::string_view name) {
  const std::vector<std::uint64_t> numbers = line.naturals(name, std::numeric_limits<Word>::max());
  if (numbers.size() != count) line.reject(name, fmt::format("an array of {} numbers", count));
  std::array<Word, count> words{};
  std::transform(numbers.begin(), numbers.end(), words.begin(),
                 [](std::uint64_t number) { return static_cast<Word>(number); });
  return words;
}

Pair32 read_pair(Record& line, std::string_view name) {
  return read_list<2, std::uint32_t>(line, name);
}

Moved read_moved(Record& line, bool fills) {
  Moved moved;
  moved.fills = fills;
  moved.bytes = line.natural("moved", 1, kMostSize);
  moved.own = line.two_naturals(fills ? "tail" : "head", kMostSize);
  moved.peer = line.natural(fills ? "head" : "tail", 0, kMostSize);
  moved.seen = line.natural_or_null("seen", kMostSize);
  return moved;
}

std::uint32_t read_halves(Record& line) {
  return static_cast<std::uint32_t>(line.natural("halves", 1, 3));
}

// A code of VMCI's: 0, or negative.
std::int64_t read_result(Record& line) {
  const std::int64_t result = line.integer("result");
  if (result > 0) line.reject("result", "0, or a negative code");
  return result;
}

// The pair that was left with the socket; null, both: it is told of by itself.
Closes read_close(Record& line) {
  if (!line.is_null("handle")) return Closes{read_pair(line, "handle"), read_result(line)};
  if (!line.is_null("result")) line.reject("result", "null, as the handle is");
  return Closes{};
}

SetsOption read_option(Record& line) {
  const std::string name =
      line.one_of("name", {kOptionNames[0], kOptionNames[1], kOptionNames[2], kOptionNames[3]});
  const auto* const found = std::find(kOptionNames.begin(), kOptionNames.end(), name);
  return {static_cast<OptionName>(found - kOptionNames.begin()), line.natural("value")};
}

decltype(ConnectionEvent::action) read_action(Record& line, const std::string& op) {
  if (op == "listen") {
    return Listens{read_32(line, "port"), line.natural("size", 1, kMostSize),
                   static_cast<std::uint32_t>(line.natural("protocols", 0, 1))};
  }
  if (op == "connect") {
    return Connects{read_32(line, "port"), read_pair(line, "to"), read_pair(line, "handle"),
                    line.natural("size", 1, kMostSize),
                    static_cast<std::uint32_t>(line.natural("protocols", 0, 1))};
  }
  if (op == "send") return Sends{take_packet(line)};
  if (op == "receive") {
    Receives receives{take_packet(line), {}, {}};
    receives.head = line.natural_or_null("head", kMostSize);
    receives.tail = line.natural_or_null("tail", kMostSize);
    return receives;
  }
  if (op == "pair") {
    return Paired{read_pair(line, "handle"), line.natural("size", 0, kMostSize),
                  line.natural("attaches", 0, 1) == 1, read_result(line)};
  }
  if (op == "enqueue" || op == "dequeue") return read_moved(line, op == "enqueue");
  if (op == "wait") return Waits{line.one_of("to", {"read", "write"}) == "read"};
  if (op == "shutdown") return ShutsDown{read_halves(line)};
  if (op == "close") return read_close(line);
  if (op == "leave") return Leaves{read_pair(line, "handle"), read_result(line)};
  if (op == "look") {
    return Looks{line.natural("head", 0, kMostSize), line.natural("tail", 0, kMostSize)};
  }
  if (op == "option") return read_option(line);
  if (op == "peer_option") return PeerSetsOption{read_option(line)};
  if (op == "peer_listen") return PeerListens{read_32(line, "port")};
  if (op == "peer_connect") {
    return PeerConnects{read_32(line, "port"), read_pair(line, "to"), read_pair(line, "handle")};
  }
  if (op == "peer_shutdown") return PeerShutsDown{read_halves(line)};
  if (op == "peer_close") return PeerCloses{};
  if (op == "gap") return Gap{line.natural_or_null("lost")};
  return PeerPaired{read_pair(line, "handle"), op == "peer_attached"};
}

}  // namespace

WirePacket take_packet(Record& line) {
  WirePacket packet;
  const auto type = packet_type(line.text("type", 16));
  if (!type) line.reject("type", R"(a packet's type, like "REQUEST2", or a number of 13 to 255)");
  packet.type = *type;
  packet.version = line.natural("version", 0, 255);
  packet.protocols = line.natural("protocols", 0, 65535);
  packet.src = read_list<3, std::uint32_t>(line, "src");
  packet.dst = read_list<3, std::uint32_t>(line, "dst");
  packet.payload = read_list<2, std::uint64_t>(line, "payload");
  return packet;
}

ConnectionHeader take_connection_header(const Header& common, Record& line) {
  ConnectionHeader header;
  header.common = common;
  header.context = read_32(line, "context");
  header.peer_context = read_32(line, "peer_context");
  header.player = line.one_of("player", {"socket", "program", "packets"});
  line.finish("the header of a connection trace");
  return header;
}

std::optional<ConnectionEvent> ConnectionReader::next() {
  Record line = next_line(lines_);
  const std::string op = line.one_of(
      "op",
      {"listen",        "connect",     "send",    "receive",     "pair",         "peer_attached",
       "peer_detached", "enqueue",     "dequeue", "wait",        "shutdown",     "close",
       "leave",         "look",        "option",  "peer_listen", "peer_connect", "peer_shutdown",
       "peer_close",    "peer_option", "gap",     "end"});
  if (op == "end") {
    take_end(line, lines_, events_);
    return std::nullopt;
  }
  ConnectionEvent event;
  event.step = line.natural("step");
  if (event.step < last_step_) {
    line.reject("step", fmt::format("at least {}, the step before", last_step_));
  }
  last_step_ = event.step;
  event.t_us = line.natural("t_us");
  if (event.t_us < last_time_) {
    line.reject("t_us", fmt::format("at least {}, the time before", last_time_));
  }
  last_time_ = event.t_us;
  event.action = read_action(line, op);
  line.finish(fmt::format("a line with the op {}", quote(op)));
  ++events_;
  return event;
}

}  // namespace vmcheck::replay
