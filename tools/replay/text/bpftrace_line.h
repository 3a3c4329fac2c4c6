// One line of what `bpftrace -f json` prints.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "tools/replay/text/trace_line.h"

namespace vmcheck::replay {

// A text that the script has printed, without its newline; or lost events, of a CPU that bpftrace
// does not name; or nothing to speak of.
using BpftraceLine = std::variant<std::string, LostLine, HeadLine>;

// With `-f json` bpftrace makes an object of each text: {"type":"printf","data":"TEXT\n"}. Throws
// BadInput for other lines than such an object, or one of type "lost_events" or "attached_probes".
BpftraceLine parse_bpftrace_line(std::string_view line, const Place& place);

}  // namespace vmcheck::replay
