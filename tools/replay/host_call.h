// The lines of a trace of calls: what virtual machines asked of a host, and what it answered.
// traces/FORMAT.md defines them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tools/replay/connection_event.h"
#include "tools/replay/line_reader.h"

namespace vmcheck::replay {

struct CallsHeader {
  Header common;
  std::vector<std::uint64_t> contexts;  // of the virtual machines that there are
};

// Sends a datagram to or from resources of contexts.
struct DatagramCall {
  Pair32 src{};
  Pair32 dst{};
  std::uint64_t payload_size = 0;
};

// Creates a queue pair, or attaches to it.
struct AllocCall {
  Pair32 handle{};
  std::uint32_t peer = 0;
  std::uint32_t flags = 0;
  std::uint64_t produce_size = 0;
  std::uint64_t consume_size = 0;
  std::uint64_t pages = 0;
};

// The same of its memory, and of leaving it.
struct UnmapCall {
  Pair32 handle{};
};
struct MapCall {
  Pair32 handle{};
  std::uint64_t pages = 0;
};
struct DetachCall {
  Pair32 handle{};
};

struct HostCall {
  std::uint64_t step = 0;  // increasing
  std::uint64_t t_us = 0;
  std::uint32_t caller = 0;  // a context
  std::variant<DatagramCall, AllocCall, UnmapCall, MapCall, DetachCall> call;
  std::int64_t result = 0;  // VMCI's code
};

// The name of the event's "op".
std::string_view op_name(const HostCall& call);

// Lines of a trace, without the newline.
std::string to_header_line(const CallsHeader& header);
std::string to_line(const HostCall& call);

// Takes the rest of a header line, behind its common part. Throws BadInput, as the next.
CallsHeader take_calls_header(const Header& common, Record& line);

// The next call behind the header, or nothing behind a proper end, with `read` calls before it.
std::optional<HostCall> read_call(LineReader& lines, std::uint64_t read);

}  // namespace vmcheck::replay
