// The kinds of trace, and what replays each.
#pragma once

#include <string>

#include "tools/replay/bad_input.h"
#include "tools/replay/header.h"
#include "tools/replay/line_reader.h"
#include "tools/replay/record.h"
#include "tools/replay/replay.h"

namespace vmcheck::replay {

// Replays a trace of one kind. `common` has been taken from the header line; the rest of that line
// and the lines behind it are this function's. It sets the outcome's verdict, events and message,
// and throws BadInput for a trace that is not of the format.
using KindReplay = void (*)(const Header& common, Record& header_line, LineReader& lines,
                            const Options& options, Outcome& outcome);

// Whether a replay is to stop at this place; the outcome then says so.
bool is_interrupted(const Options& options, const Place& place, Outcome& outcome);

// What is said of a gap in a trace that is followed over it, and of the end of one that was cut.
std::string note(const Gap& gap, const Place& place);
std::string cut_note(const CutInput& cut);

// A gap in a trace that is taken for all that happened. Throws BadInput.
[[noreturn]] void refuse_gap(const Place& place);

// The kind "ring" (ring_replay.cc).
void replay_ring(const Header& common, Record& header_line, LineReader& lines,
                 const Options& options, Outcome& outcome);

// The same, over its gaps.
void guide_ring(const Header& common, Record& header_line, LineReader& lines,
                const Options& options, Outcome& outcome);

// The kind "schedule" (schedule_replay.cc).
void replay_schedule(const Header& common, Record& header_line, LineReader& lines,
                     const Options& options, Outcome& outcome);

// The kind "connection" (connection_replay.cc).
void replay_connection(const Header& common, Record& header_line, LineReader& lines,
                       const Options& options, Outcome& outcome);

// The kind "calls" (calls_replay.cc).
void replay_calls(const Header& common, Record& header_line, LineReader& lines,
                  const Options& options, Outcome& outcome);

// The same, over its gaps (connection_replay.cc).
void guide_connection(const Header& common, Record& header_line, LineReader& lines,
                      const Options& options, Outcome& outcome);

// The packets of a trace of the kind "connection" (conform_replay.cc).
void explain_connection(const Header& common, Record& header_line, LineReader& lines,
                        const Options& options, Outcome& outcome);

}  // namespace vmcheck::replay
