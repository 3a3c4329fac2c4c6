// What any bytes may come to that are imported: a trace that is read again, or one line that says
// what is wrong. For fuzz targets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "tools/replay/bad_input.h"
#include "tools/replay/connection_reader.h"
#include "tools/replay/ring_reader.h"

namespace vmcheck::replay::import_fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

// What an import gives is a trace, whatever its events are: read(header, rest of its line, lines
// behind it) throws no BadInput.
template <typename Read>
void require_trace(const std::string& text, const Read& read) {
  std::istringstream in(text);
  LineReader lines(in, "trace");
  try {
    const auto first = lines.next();
    require(first.has_value());
    Record line = Record::parse(*first, lines.place());
    const Header common = take_header(line);
    read(common, line, lines);
  } catch (const BadInput&) {
    require(false);
  }
}

inline void require_trace(const std::string& text) {
  require_trace(text, [](const Header& common, Record& line, LineReader& lines) {
    if (common.kind == "ring") {
      take_ring_header(common, line);
      RingReader reader(lines);
      while (reader.next()) continue;
    } else {
      take_connection_header(common, line);
      ConnectionReader reader(lines);
      while (reader.next()) continue;
    }
  });
}

// Imports bytes by `import`, a function such as import_log_rings.
template <typename Import>
void try_import(const Import& import, const std::uint8_t* data, std::size_t size) {
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  std::ostringstream out;
  try {
    if (import(in, "fuzz", {.source = "s", .scenario = "c"}, out) > 0) require_trace(out.str());
  } catch (const BadInput& error) {
    const std::string message = error.what();
    require(message.starts_with("fuzz:") && message.find('\n') == std::string::npos);
  }
}

}  // namespace vmcheck::replay::import_fuzz
