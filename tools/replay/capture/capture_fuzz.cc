// Any bytes: a capture gives a trace that is read again and replayed, or one line that says what is
// wrong.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <variant>

#include "tools/replay/bad_input.h"
#include "tools/replay/capture/capture_importer.h"
#include "tools/replay/connection_reader.h"
#include "tools/replay/packet_replay.h"

namespace {

using namespace vmcheck::replay;

void require(bool holds) {
  if (!holds) std::abort();
}

void replay(LineReader& lines, const ConnectionHeader& header) {
  PacketReplay packets(socket_cores::sound_sockets, header.context, header.peer_context);
  ConnectionReader reader(lines);
  while (const auto event = reader.next()) {
    if (const auto* sends = std::get_if<Sends>(&event->action)) packets.take(sends->packet, true);
    if (const auto* receives = std::get_if<Receives>(&event->action)) {
      packets.take(receives->packet, false);
    }
  }
}

// What an import gives is a trace, whatever its packets are.
void require_trace(const std::string& text) {
  std::istringstream in(text);
  LineReader lines(in, "trace");
  try {
    const auto first = lines.next();
    require(first.has_value());
    Record line = Record::parse(*first, lines.place());
    const Header common = take_header(line);
    replay(lines, take_connection_header(common, line));
  } catch (const Diverged& what) {
    require(!what.headline().empty());
  } catch (const BadInput&) {
    require(false);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  std::ostringstream out;
  try {
    if (import_capture(in, "fuzz", {.source = "s", .scenario = "c"}, out) == 0) return 0;
  } catch (const BadInput& error) {
    const std::string message = error.what();
    require(message.starts_with("fuzz: byte ") && message.find('\n') == std::string::npos);
    return 0;
  }
  require_trace(out.str());
  return 0;
}
