// Turns logs of Linux's tracing tools into native traces.
#pragma once

#include <cstdint>
#include <istream>
#include <ostream>
#include <string>

#include "tools/replay/importer.h"

namespace vmcheck::replay {

// A log is the text of ftrace's `trace` or `trace_pipe`, of `trace-cmd report`, of `perf script` or
// of bpftrace, as it is or with `-f json`; with the events of recorder_events.h. Both return what
// they count: when it is 0 there was nothing to import. Both throw BadInput and Interrupted, and
// note what they leave out, where events were lost and where the clock jumps.

// Control packets as a connection trace, whose player is "packets". Where events were lost it has a
// gap. Counts packets.
std::uint64_t import_log_packets(std::istream& in, const std::string& name,
                                 const ImportOptions& options, std::ostream& out);

// Ring operations as a ring trace of the machine that was recorded. A pair begins where it is seen
// first, and once more behind events that were lost. The peer's index is what it was at the call,
// or what it must have been for so many bytes to be moved; free and ready bytes follow from both.
// Counts operations.
std::uint64_t import_log_rings(std::istream& in, const std::string& name,
                               const ImportOptions& options, std::ostream& out);

}  // namespace vmcheck::replay
