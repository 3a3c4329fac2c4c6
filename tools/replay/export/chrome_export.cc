#include "tools/replay/export/chrome_export.h"

#include <fmt/core.h>

#include <variant>

namespace vmcheck::replay {
namespace {

constexpr int kMachine = 1;
constexpr int kPeer = 2;
constexpr int kCalls = 1;
constexpr int kPackets = 2;

// Microseconds from a slice's begin to the next one's, to its end, and to where an arrow begins and
// ends in it.
constexpr std::uint64_t kStride = 10;
constexpr std::uint64_t kDuration = 8;
constexpr std::uint64_t kArrowBegins = 2;
constexpr std::uint64_t kArrowEnds = 6;

bool is_of_peer(const ConnectionEvent& event) {
  return op_name(event).starts_with("peer_");
}

}  // namespace

void ChromeExport::begin(const ConnectionHeader& header) {
  out_ << R"({"displayTimeUnit":"ns","otherData":{"source":)" << to_json(header.common.source)
       << R"(,"scenario":)" << to_json(header.common.scenario) << R"(},"traceEvents":[)";
  name_process(kMachine, fmt::format("machine {}", header.context));
  name_process(kPeer, fmt::format("peer {}", header.peer_context));
}

void ChromeExport::name_process(int process, const std::string& name) {
  write(fmt::format(R"({{"name":"process_name","ph":"M","pid":{},"args":{{"name":{}}}}})", process,
                    to_json(name)));
  for (const auto& [thread, row] : {std::pair{kCalls, "calls"}, std::pair{kPackets, "packets"}}) {
    write(
        fmt::format(R"({{"name":"thread_name","ph":"M","pid":{},"tid":{},"args":{{"name":"{}"}}}})",
                    process, thread, row));
  }
}

void ChromeExport::add(const ConnectionEvent& event) {
  ++number_;
  if (const auto* sends = std::get_if<Sends>(&event.action)) {
    return add_packet(event, sends->packet, true);
  }
  if (const auto* receives = std::get_if<Receives>(&event.action)) {
    return add_packet(event, receives->packet, false);
  }
  add_slice(is_of_peer(event) ? kPeer : kMachine, kCalls, std::string(op_name(event)), event);
  if (const auto* paired = std::get_if<Paired>(&event.action)) ring_size_ = paired->size;
  const auto* moved = std::get_if<Moved>(&event.action);
  if (moved == nullptr || ring_size_ == 0) return;
  const std::uint64_t tail = moved->fills ? moved->own[1] : moved->peer;
  const std::uint64_t head = moved->fills ? moved->peer : moved->own[1];
  add_counter(moved->fills ? "to read for the peer" : "to read for the machine",
              (tail + ring_size_ - head % ring_size_) % ring_size_);
}

void ChromeExport::add_packet(const ConnectionEvent& event, const WirePacket& packet,
                              bool from_machine) {
  const std::string type = packet_type_name(packet.type);
  const int from = from_machine ? kMachine : kPeer;
  const int to = from_machine ? kPeer : kMachine;
  add_slice(from, kPackets, "send " + type, event);
  add_slice(to, kPackets, "receive " + type, event);
  constexpr const char* kArrow =
      R"({{"name":"{}","cat":"packet","ph":"{}","id":{},"ts":{},"pid":{},"tid":{}{}}})";
  const std::uint64_t start = kStride * number_;
  write(fmt::format(kArrow, type, "s", number_, start + kArrowBegins, from, kPackets, ""));
  write(fmt::format(kArrow, type, "f", number_, start + kArrowEnds, to, kPackets, R"(,"bp":"e")"));
}

void ChromeExport::add_slice(int process, int thread, const std::string& name,
                             const ConnectionEvent& event) {
  write(fmt::format(
      R"({{"name":"{}","cat":"connection","ph":"X","ts":{},"dur":{},"pid":{},"tid":{},"args":{}}})",
      name, kStride * number_, kDuration, process, thread, to_line(event)));
}

void ChromeExport::add_counter(std::string_view name, std::uint64_t bytes) {
  write(fmt::format(R"({{"name":"{}","ph":"C","ts":{},"pid":{},"args":{{"bytes":{}}}}})", name,
                    kStride * number_ + kDuration, kMachine, bytes));
}

void ChromeExport::finish() {
  out_ << "\n]}\n";
}

void ChromeExport::write(const std::string& element) {
  out_ << (is_first_ ? "\n" : ",\n") << element;
  is_first_ = false;
}

}  // namespace vmcheck::replay
