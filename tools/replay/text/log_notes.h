// What the user should know of a log that was read.
#pragma once

#include <cstdint>

#include "tools/replay/importer.h"
#include "tools/replay/text/trace_log.h"

namespace vmcheck::replay {

// Notes that events are lost at an entry that says so, unless an earlier one has.
void note_lost(const ImportOptions& options, const TraceLog& log, const LogEntry& entry);

// Notes, behind the last entry, what was left out and how the clock went.
void note_end(const ImportOptions& options, const TraceLog& log);

}  // namespace vmcheck::replay
