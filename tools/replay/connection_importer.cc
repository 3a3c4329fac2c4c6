#include "tools/replay/connection_importer.h"

#include <fmt/core.h>

#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/replay/connection_event.h"
#include "tools/replay/line_reader.h"
#include "tools/replay/parse_number.h"
#include "tools/replay/recording.h"
#include "tools/replay/ring_event.h"

namespace vmcheck::replay {
namespace {

constexpr std::uint64_t kMost32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kHost = 2;

// Types of packets: see packet.h.
constexpr std::uint64_t kRequest = 1;
constexpr std::uint64_t kNegotiate = 2;
constexpr std::uint64_t kOffer = 3;
constexpr std::uint64_t kShutdown = 8;
constexpr std::uint64_t kWaitingWrite = 9;
constexpr std::uint64_t kWaitingRead = 10;
constexpr std::uint64_t kRequest2 = 11;
constexpr std::uint64_t kNegotiate2 = 12;

std::uint32_t read_32(Record& line, std::string_view name) {
  return static_cast<std::uint32_t>(line.natural(name, 0, kMost32));
}

std::uint64_t read_word(Record& line, std::string_view name) {
  const auto number = parse_natural(line.text(name, kLongestRecordedName));
  if (!number) line.reject(name, R"(a number in a text, like "0x10000")");
  return *number;
}

// "42:0x7700".
Pair32 read_handle(Record& line) {
  const std::string text = line.text("handle", kLongestRecordedName);
  const std::size_t colon = text.find(':');
  if (colon != std::string::npos) {
    const auto context = parse_natural(std::string_view(text).substr(0, colon));
    const auto resource = parse_natural(std::string_view(text).substr(colon + 1));
    if (context && resource && *context <= kMost32 && *resource <= kMost32) {
      return {static_cast<std::uint32_t>(*context), static_cast<std::uint32_t>(*resource)};
    }
  }
  line.reject("handle", R"(a handle, like "42:0x7700")");
}

Pair32 handle_in(const WirePacket& packet) {
  return {static_cast<std::uint32_t>(packet.payload[0]),
          static_cast<std::uint32_t>(packet.payload[0] >> 32U)};
}

WirePacket read_packet(Record& line) {
  WirePacket packet;
  packet.type = line.natural("t", 0, 255);
  packet.version = line.natural("ver", 0, 255);
  packet.protocols = line.natural("proto", 0, 65535);
  packet.src = {read_32(line, "src_cid"), read_32(line, "src_rid"), read_32(line, "src_port")};
  packet.dst = {read_32(line, "dst_cid"), read_32(line, "dst_rid"), read_32(line, "dst_port")};
  packet.payload = {read_word(line, "u0"), read_word(line, "u1")};
  return packet;
}

class ConnectionImport {
 public:
  ConnectionImport(LineReader& lines, const ImportOptions& options)
      : lines_(lines, options.interrupted), options_(options) {}

  std::uint64_t run(std::ostream& out);

 private:
  void read_line(RecordedLine& line);
  void read_packet_line(Record& line);
  void read_ioctl(Record& line);
  void read_host(const std::string& op, Record& line);
  void read_indices(const std::string& op, Record& line);
  void send(const WirePacket& packet);
  void explain(const WirePacket& packet);
  void receive(const WirePacket& packet);
  void saw(std::optional<std::uint64_t> head, std::optional<std::uint64_t> tail);
  void add(decltype(ConnectionEvent::action) action);

  // The newest event of a type; null: there is none.
  template <typename Action>
  Action* newest();

  RecordingReader lines_;
  const ImportOptions& options_;
  std::vector<ConnectionEvent> events_;
  std::uint64_t step_ = 0;
  std::uint64_t t_us_ = 0;
  std::uint32_t context_ = 0;
  std::uint64_t packets_ = 0;
  bool is_program_ = false;
};

template <typename Action>
Action* ConnectionImport::newest() {
  for (std::size_t i = events_.size(); i-- > 0;) {
    if (auto* action = std::get_if<Action>(&events_[i].action)) return action;
  }
  return nullptr;
}

std::uint64_t ConnectionImport::run(std::ostream& out) {
  while (auto line = lines_.next()) read_line(*line);
  const ConnectionHeader header{{"connection", options_.source, options_.scenario, std::nullopt},
                                context_,
                                kHost,
                                is_program_ ? "program" : "socket"};
  out << to_header_line(header) << '\n';
  for (const ConnectionEvent& event : events_) out << to_line(event) << '\n';
  out << to_end_line(events_.size()) << '\n';
  return packets_;
}

void ConnectionImport::read_line(RecordedLine& line) {
  step_ = line.step;
  t_us_ = line.t_us;
  if (line.who == "host") return read_host(line.op, line.fields);
  if (line.who != "vm") return;
  if (line.op == "neg") is_program_ = true;
  if (line.op == "pkt") {
    read_packet_line(line.fields);
  } else if (line.op == "ioctl") {
    read_ioctl(line.fields);
  } else if (!is_program_) {
    read_indices(line.op, line.fields);
  }
}

void ConnectionImport::read_packet_line(Record& line) {
  const std::string direction = line.one_of("dir", {"vm->host", "host->vm", "kernel->vm"});
  if (direction == "kernel->vm") {
    const bool attached = line.natural("event", 3, 4) == 3;
    if (!is_program_) add(PeerPaired{read_handle(line), attached});
    return;
  }
  if (is_program_ && newest<PeerListens>() == nullptr) return;
  ++packets_;
  const WirePacket packet = read_packet(line);
  if (direction == "vm->host") {
    send(packet);
  } else {
    receive(packet);
  }
}

void ConnectionImport::send(const WirePacket& packet) {
  if (!is_program_) explain(packet);
  add(Sends{packet});
}

// What the socket's owner has done, that a packet is sent.
void ConnectionImport::explain(const WirePacket& packet) {
  const std::uint32_t newer = packet.type == kRequest2 || packet.type == kNegotiate2 ? 1 : 0;
  switch (packet.type) {
    case kRequest:
    case kRequest2:
      add(Connects{packet.src[2], {packet.dst[0], packet.dst[2]}, {}, packet.payload[0], newer});
      break;
    case kNegotiate:
    case kNegotiate2:
      if (auto* listens = newest<Listens>()) {
        listens->size = packet.payload[0];
        listens->protocols = newer;
      }
      break;
    case kOffer:
      if (auto* connects = newest<Connects>()) connects->handle = handle_in(packet);
      break;
    case kShutdown:
      add(ShutsDown{static_cast<std::uint32_t>(packet.payload[0] % 4)});
      break;
    case kWaitingRead:
    case kWaitingWrite:
      add(Waits{packet.type == kWaitingRead});
      break;
    default:
      break;
  }
}

void ConnectionImport::receive(const WirePacket& packet) {
  const bool requests = packet.type == kRequest || packet.type == kRequest2;
  if (requests && !is_program_) {
    if (auto* connects = newest<PeerConnects>()) connects->port = packet.src[2];
    add(Listens{packet.dst[2], packet.payload[0], 1});
  }
  if (packet.type == kOffer) {
    if (auto* connects = newest<PeerConnects>()) connects->handle = handle_in(packet);
  }
  add(Receives{packet, std::nullopt, std::nullopt});
}

void ConnectionImport::read_ioctl(Record& line) {
  const std::string name = line.text("name", kLongestRecordedName);
  if (name == "INIT_CONTEXT" && line.integer("ret") >= 0 && context_ == 0) {
    context_ = read_32(line, "cid");
  }
  if (is_program_) return;
  if (name == "QUEUEPAIR_ALLOC" && line.integer("ret") >= 0) {
    const std::uint64_t size = line.natural("psize", 0, kMostBytes);
    line.natural("csize", size, size);
    add(Paired{read_handle(line), size, line.natural("flags") % 2 == 1, line.integer("result")});
  }
  if (name == "QUEUEPAIR_DETACH" && line.integer("ret") >= 0) {
    add(Closes{read_handle(line), line.integer("result")});
  }
}

void ConnectionImport::read_host(const std::string& op, Record& line) {
  if (op == "listen") add(PeerListens{read_32(line, "port")});
  if (is_program_) return;
  if (op == "connect") {
    add(PeerConnects{0, {read_32(line, "to_cid"), read_32(line, "to_port")}, {}});
  }
  if (op == "shutdown") {
    const std::string how = line.one_of("how", {"RD", "WR", "RDWR"});
    add(PeerShutsDown{how == "RD" ? 1U : how == "WR" ? 2U : 3U});
  }
  if (op == "close") add(PeerCloses{});
}

void ConnectionImport::read_indices(const std::string& op, Record& line) {
  if (op == "hdr") saw(line.natural("c.head"), line.natural("c.tail"));
  if (op != "enqueue" && op != "dequeue") return;
  const bool fills = op == "enqueue";
  Moved moved{fills, line.natural("len", 1, kMostBytes),
              line.two_naturals(fills ? "tail" : "head", kMostBytes),
              line.natural(fills ? "peer_head" : "peer_tail", 0, kMostBytes)};
  saw(fills ? std::optional(moved.peer) : std::nullopt,
      fills ? std::nullopt : std::optional(moved.peer));
  add(moved);
}

// Gives what is seen now to those who may have looked since it was seen before.
void ConnectionImport::saw(std::optional<std::uint64_t> head, std::optional<std::uint64_t> tail) {
  for (std::size_t i = events_.size(); i-- > 0;) {
    if (auto* moved = std::get_if<Moved>(&events_[i].action)) {
      std::optional<std::uint64_t>& seen = moved->fills ? head : tail;
      if (!moved->seen) moved->seen = seen;
      seen.reset();
    }
    if (auto* receives = std::get_if<Receives>(&events_[i].action)) {
      if (receives->packet.type == kWaitingRead && !receives->head) receives->head = head;
      if (receives->packet.type == kWaitingWrite && !receives->tail) receives->tail = tail;
    }
    if (!head && !tail) return;
  }
}

void ConnectionImport::add(decltype(ConnectionEvent::action) action) {
  events_.push_back({step_, t_us_, std::move(action)});
}

}  // namespace

std::uint64_t import_connections(std::istream& in, const std::string& name,
                                 const ImportOptions& options, std::ostream& out) {
  LineReader lines(in, name);
  return ConnectionImport(lines, options).run(out);
}

}  // namespace vmcheck::replay
