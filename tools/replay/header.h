// The first line of a trace.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/replay/record.h"

namespace vmcheck::replay {

inline constexpr const char* kFormatName = "vmcheck-trace";
inline constexpr std::uint64_t kFormatVersion = 1;

// The longest text in a header, in bytes.
inline constexpr std::size_t kLongestText = 1000;

// What the headers of all kinds of trace have; traces/FORMAT.md has their meaning.
struct Header {
  std::string kind;
  std::string source;
  std::string scenario;
  std::optional<std::uint64_t> seed;
};

// An event of several kinds: others are missing here.
struct Gap {
  std::optional<std::uint64_t> lost;  // how many; nothing: nobody knows

  friend bool operator==(const Gap&, const Gap&) = default;
};

// "3 events", "some events".
std::string to_text(const Gap& gap);

// Takes the common fields out of a trace's first line. The fields of its kind, and the call of
// finish(), are left to the kind's reader. Throws BadInput, also for a newer version.
Header take_header(Record& line);

// The common fields as the inside of a JSON object, to go on with a kind's own fields.
std::string to_json_fields(const Header& header);

// The last line of every trace, without the newline: so many lines are between it and the header.
std::string to_end_line(std::uint64_t events);

// A text as a JSON string.
std::string to_json(const std::string& text);

}  // namespace vmcheck::replay
