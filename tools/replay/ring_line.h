// A fast way through the lines of ring traces.
#pragma once

#include <optional>
#include <string_view>

#include "tools/replay/ring_event.h"

namespace vmcheck::replay {

// Reads a transfer or a snapshot as to_line() writes it: its fields in that order, without white
// space, with integers of at most 18 digits. Nothing for any other line, which may be as good. No
// number is held to the format.
std::optional<RingEvent> scan_ring_line(std::string_view line);

}  // namespace vmcheck::replay
