#include "tools/replay/conform/packets.h"

#include <fmt/format.h>

#include "tools/replay/connection_reader.h"
#include "tools/replay/events.h"
#include "tools/replay/quote.h"

namespace vmcheck::replay::conform {
namespace {

// More are lost in no gap.
constexpr std::uint64_t kMostLost = std::uint64_t{1} << 40U;

}  // namespace

PacketsHeader take_packets_header(const Header& common, Record& line) {
  PacketsHeader header;
  header.common = common;
  header.complete = line.natural("complete", 0, 1) == 1;
  line.finish("the header of a packets trace");
  return header;
}

std::optional<PacketsEvent> PacketsReader::next() {
  Record line = next_line(lines_);
  const std::string op = line.one_of("op", {"packet", "lost", "end"});
  if (op == "end") {
    take_end(line, lines_, events_);
    return std::nullopt;
  }
  PacketsEvent event;
  event.step = line.natural("step");
  if (event.step < last_step_) {
    line.reject("step", fmt::format("at least {}, the step before", last_step_));
  }
  last_step_ = event.step;
  event.t_us = line.natural("t_us");
  if (op == "packet") {
    event.what = take_packet(line);
  } else {
    event.what = Lost{line.natural_or_null("packets", kMostLost)};
  }
  line.finish(fmt::format("a line with the op {}", quote(op)));
  ++events_;
  return event;
}

std::string to_header_line(const PacketsHeader& header) {
  return fmt::format(R"({{{},"complete":{}}})", to_json_fields(header.common),
                     header.complete ? 1 : 0);
}

std::string to_line(const PacketsEvent& event) {
  const std::string begin = fmt::format(R"({{"step":{},"t_us":{})", event.step, event.t_us);
  if (const auto* packet = std::get_if<WirePacket>(&event.what)) {
    return fmt::format(R"({},"op":"packet"{}}})", begin, to_json_fields(*packet));
  }
  const auto& packets = std::get<Lost>(event.what).packets;
  return fmt::format(R"({},"op":"lost","packets":{}}})", begin,
                     packets ? std::to_string(*packets) : "null");
}

}  // namespace vmcheck::replay::conform
