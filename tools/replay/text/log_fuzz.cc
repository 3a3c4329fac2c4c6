// Any text: a log gives traces that are read again, or one line that says what is wrong.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "tools/replay/bad_input.h"
#include "tools/replay/connection_reader.h"
#include "tools/replay/ring_reader.h"
#include "tools/replay/text/text_importer.h"

namespace {

using namespace vmcheck::replay;

void require(bool holds) {
  if (!holds) std::abort();
}

// What an import gives is a trace, whatever its events are.
void require_trace(const std::string& text) {
  std::istringstream in(text);
  LineReader lines(in, "trace");
  try {
    const auto first = lines.next();
    require(first.has_value());
    Record line = Record::parse(*first, lines.place());
    const Header common = take_header(line);
    if (common.kind == "ring") {
      take_ring_header(common, line);
      RingReader reader(lines);
      while (reader.next()) continue;
    } else {
      take_connection_header(common, line);
      ConnectionReader reader(lines);
      while (reader.next()) continue;
    }
  } catch (const BadInput&) {
    require(false);
  }
}

// Returns what was imported; nothing if there is nothing, or the text is refused.
std::string import(decltype(&import_log_rings) import, const std::string& text) {
  std::istringstream in(text);
  std::ostringstream out;
  try {
    return import(in, "fuzz", {.source = "s", .scenario = "c"}, out) == 0 ? "" : out.str();
  } catch (const BadInput& error) {
    const std::string message = error.what();
    require(message.starts_with("fuzz:") && message.find('\n') == std::string::npos);
    return "";
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const auto importer : {import_log_rings, import_log_packets}) {
    const std::string trace = import(importer, text);
    if (!trace.empty()) require_trace(trace);
  }
  return 0;
}
