// A fast way through the lines of ring traces.
#pragma once

#include <string_view>

#include "tools/replay/ring_event.h"

namespace vmcheck::replay {

// Reads a transfer or a snapshot as to_line() writes it: its fields in that order, without white
// space. False for any other line, which may be as good; the event is then of no use. No number is
// held to the format. The event is a new one or one that has been given to this function before:
// mostly it is of the same pair.
bool scan_ring_line(std::string_view line, RingEvent& event);

}  // namespace vmcheck::replay
