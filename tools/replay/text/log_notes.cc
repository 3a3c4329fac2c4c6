#include "tools/replay/text/log_notes.h"

#include <fmt/core.h>

#include "tools/replay/packet_trace.h"

namespace vmcheck::replay {

void note_lost(const ImportOptions& options, const TraceLog& log, const LogEntry& entry) {
  if (options.notes == nullptr || entry.is_known) return;
  options.notes->push_back(fmt::format("{} events were lost before line {}",
                                       entry.lost ? std::to_string(*entry.lost) : "some",
                                       log.place_of(entry).line));
}

void note_end(const ImportOptions& options, const TraceLog& log) {
  note_count(options, log.others(), "events of other names were left out");
  note_count(options, log.jumps(),
             fmt::format("times the clock jumps ahead by more than an hour, first at line {}",
                         log.first_jump()));
}

}  // namespace vmcheck::replay
