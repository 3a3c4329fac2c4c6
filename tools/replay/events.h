// The lines between a trace's header and its end.
#pragma once

#include <cstddef>
#include <functional>

#include "tools/replay/line_reader.h"
#include "tools/replay/record.h"

namespace vmcheck::replay {

// Reads events up to the end line and the end of the file, for kinds of trace whose events are
// known by their place: `take` gets each with its number, counted from 1, and takes its fields.
// Throws BadInput.
void read_events(LineReader& lines,
                 const std::function<void(Record& line, std::size_t number)>& take);

}  // namespace vmcheck::replay
