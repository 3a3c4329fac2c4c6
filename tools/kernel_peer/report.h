// What a guest has handed out: results and traces, line by line; and what the model says to these.
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "tools/replay/replay.h"

namespace vmcheck::kernel_peer {

struct HandedTrace {
  std::string name;
  std::string text;
  replay::Outcome outcome;  // of the core in the machine's place, and in the kernel's
};

struct Result {
  std::string name;
  std::optional<std::string> failure;
  std::optional<std::uint64_t> packets;  // of those that have traces
  std::optional<std::uint64_t> bytes;
  std::uint64_t milliseconds = 0;
  std::vector<HandedTrace> traces;

  std::uint64_t differences() const;
  bool holds() const { return !failure && differences() == 0; }
};

// Reads results, each behind its traces, and replays these. What the guest was about when it ended
// is left out. Throws replay::BadInput for a line that is neither.
std::vector<Result> read_results(std::istream& in, const std::string& name);

// A row for each, and below what is not as it must be.
std::string to_table(const std::vector<Result>& results);

}  // namespace vmcheck::kernel_peer
