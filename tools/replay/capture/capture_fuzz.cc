// Any bytes: a capture gives a trace that is read again and replayed, or one line that says what is
// wrong.
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <variant>

#include "tools/replay/bad_input.h"
#include "tools/replay/capture/capture_importer.h"
#include "tools/replay/conform/explainer.h"
#include "tools/replay/connection_reader.h"
#include "tools/replay/expected_packets.h"
#include "tools/replay/import_fuzz.h"

namespace {

using namespace vmcheck::replay;
using import_fuzz::require;

// Behind gaps there may be a great deal to look through: time that is meant for other bytes.
constexpr std::size_t kMostSituations = 1 << 10;

void explain(LineReader& lines) {
  conform::Explainer explainer(socket_cores::sound_sockets, {.most = kMostSituations});
  ConnectionReader reader(lines);
  for (std::uint64_t number = 1; const auto event = reader.next(); ++number) {
    if (const auto* sends = std::get_if<Sends>(&event->action)) {
      explainer.see(number, sends->packet);
    } else if (const auto* receives = std::get_if<Receives>(&event->action)) {
      explainer.see(number, receives->packet);
    } else {
      explainer.lose(number);
    }
  }
}

void require_connection_trace(const std::string& text) {
  try {
    import_fuzz::require_trace(text, [](const Header& common, Record& line, LineReader& lines) {
      take_connection_header(common, line);
      explain(lines);
    });
  } catch (const Diverged& what) {
    require(!what.headline().empty());
  } catch (const conform::Endpoint::BoundReached&) {
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
  require_connection_trace(out.str());
  return 0;
}
