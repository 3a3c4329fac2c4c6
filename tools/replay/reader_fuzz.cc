// Any bytes: the reader gives events or one line that says what is wrong, and nothing else happens.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "tools/replay/bad_input.h"
#include "tools/replay/connection_reader.h"
#include "tools/replay/header.h"
#include "tools/replay/host_call.h"
#include "tools/replay/line_reader.h"
#include "tools/replay/record.h"
#include "tools/replay/ring_event.h"
#include "tools/replay/ring_reader.h"

namespace {

using namespace vmcheck::replay;

void require(bool holds) {
  if (!holds) std::abort();
}

// What was read must be written as a line that is read as the same fields.
void require_round_trip(const RingEvent& event) {
  const std::string line = to_line(event);
  Record record = Record::parse(line, {"again", 1});
  const bool is_gap = std::holds_alternative<Gap>(event.action);
  require(record.natural("step") == event.step);
  require(is_gap ? !record.has("pair") : record.text("pair", 64) == event.pair);
}

void require_round_trip(const ConnectionEvent& event) {
  const std::string line = to_line(event);
  Record record = Record::parse(line, {"again", 1});
  require(record.natural("step") == event.step && record.text("op", 64) == op_name(event));
}

void require_round_trip(const HostCall& call) {
  const std::string line = to_line(call);
  Record record = Record::parse(line, {"again", 1});
  require(record.natural("step") == call.step && record.integer("result") == call.result);
}

void read_trace(std::istream& in) {
  LineReader lines(in, "fuzz");
  const auto first = lines.next();
  if (!first) return;
  Record header = Record::parse(*first, lines.place());
  const Header common = take_header(header);
  if (common.kind == "connection") {
    take_connection_header(common, header);
    ConnectionReader reader(lines);
    while (const auto event = reader.next()) require_round_trip(*event);
    return;
  }
  if (common.kind == "calls") {
    take_calls_header(common, header);
    std::uint64_t read = 0;
    while (const auto call = read_call(lines, read++)) require_round_trip(*call);
    return;
  }
  take_ring_header(common, header);
  RingReader reader(lines);
  while (const auto event = reader.next()) require_round_trip(*event);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  try {
    read_trace(in);
  } catch (const BadInput& error) {
    const std::string message = error.what();
    require(message.starts_with("fuzz:") && message.find('\n') == std::string::npos);
  }
  return 0;
}
