// The lines between a trace's header and its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "tools/replay/line_reader.h"
#include "tools/replay/record.h"

namespace vmcheck::replay {

// Reads events up to the end line and the end of the file, for kinds of trace whose events are
// known by their place: `take` gets each with its number, counted from 1, and takes its fields.
// Throws BadInput.
void read_events(LineReader& lines,
                 const std::function<void(Record& line, std::size_t number)>& take);

// The next line: an event's, or the end line; as it is, valid until the next one is read, or taken
// apart. Throw BadInput, also for a file that was cut.
std::string_view next_text(LineReader& lines);
Record next_line(LineReader& lines);

// Takes the fields of the end line, behind so many events, and nothing may follow it.
void take_end(Record& line, LineReader& lines, std::uint64_t events);

}  // namespace vmcheck::replay
