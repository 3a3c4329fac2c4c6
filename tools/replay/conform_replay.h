// Explains the packets of a connection trace.
#pragma once

#include <functional>

#include "tools/replay/conform/explainer.h"
#include "tools/replay/connection_event.h"
#include "tools/replay/line_reader.h"
#include "tools/replay/replay.h"

namespace vmcheck::replay {

// Takes the events behind the header, and of these the packets and gaps: the outcome's verdict,
// events, notes, message and explanation. A program that sends anything is held to nothing. Throws
// BadInput.
void explain_packets(const ConnectionHeader& header, LineReader& lines, const Options& options,
                     Outcome& outcome);

// An explainer for a trace with this header, and for these options.
conform::Explainer explainer_for(const ConnectionHeader& header, const Options& options,
                                 conform::Explainer::Options how);

// Gives the explainer an event, if it is a packet or a gap. True if it was one.
bool explain(const ConnectionEvent& event, const Place& place, conform::Explainer& explainer,
             Outcome& outcome);

// Does what explains an event. False: nothing does, or it was not found out, and the outcome says
// so.
bool is_explained(const ConnectionEvent& event, const Place& place, Outcome& outcome,
                  const std::function<void()>& explain);

}  // namespace vmcheck::replay
