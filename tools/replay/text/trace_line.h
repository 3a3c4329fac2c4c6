// One line of a text that Linux's tracing tools write.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "tools/replay/bad_input.h"

namespace vmcheck::replay {

// A line that tells of an event. Texts are parts of the line.
struct TraceLine {
  std::string_view task;  // its name
  std::uint32_t pid = 0;  // of the thread
  std::uint32_t cpu = 0;
  std::uint64_t time_ns = 0;
  std::string_view event;    // without its system; empty for what is no event, as a traced function
  std::string_view message;  // what follows
};

// A line that tells of events that a CPU's buffer has lost.
struct LostLine {
  std::optional<std::uint32_t> cpu;    // nothing: that of the next line with an event
  std::optional<std::uint64_t> count;  // nothing: the tool does not know
};

// A line that tells nothing: empty, a comment, or of a file's head.
struct HeadLine {};

// Takes a line apart as these tools write it:
//
//   ftrace, trace-cmd   COMM-PID [TGID] [CPU] FLAGS SECONDS: EVENT: MESSAGE
//   perf script         COMM PID [CPU] SECONDS: SYSTEM:EVENT: MESSAGE
//   ftrace              CPU:2 [LOST 37 EVENTS]
//   trace-cmd           CPU:2 [37 EVENTS DROPPED]
//   perf script         COMM PID [CPU] SECONDS: PERF_RECORD_LOST lost 37
//   bpftrace            Lost 37 events
//
// The name may hold spaces, dashes and brackets, flags may be missing, as may TGID, in parentheses;
// SECONDS have 6 or 9 digits behind the point. Throws BadInput for any other line.
std::variant<TraceLine, LostLine, HeadLine> parse_trace_line(std::string_view line,
                                                             const Place& place);

}  // namespace vmcheck::replay
