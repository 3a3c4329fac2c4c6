// Explains the packets of a connection trace.
#pragma once

#include "tools/replay/connection_event.h"
#include "tools/replay/line_reader.h"
#include "tools/replay/replay.h"

namespace vmcheck::replay {

// Takes the events behind the header, and of these the packets and gaps: the outcome's verdict,
// events, notes, message and explanation. A program that sends anything is held to nothing. Throws
// BadInput.
void explain_packets(const ConnectionHeader& header, LineReader& lines, const Options& options,
                     Outcome& outcome);

}  // namespace vmcheck::replay
