// What the program `replay` can be told to do.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/cli/exit_code.h"
#include "tools/replay/replay.h"

namespace vmcheck::replay {

struct ReplayCommand {
  std::vector<std::string> files;  // as typed
  std::string json;                // where the result goes for machines; empty: nowhere
  Mode mode = Mode::strict;        // as in Options
  bool explain = false;            // print what explains a part of what happened
  std::size_t max_situations = 0;  // as Options::most_situations
};

struct ImportCommand {
  std::vector<std::string> inputs;  // as typed
  std::string output;               // a file, or a folder that exists; empty: the user's folder
  std::string source;               // what was recorded, for the header; may be empty
  bool connections = false;         // of recordings; else ring operations
  bool calls = false;               // likewise; not both
  // Of logs and captures: the recorded machine and its peer. Nothing: those of the first packet.
  std::optional<std::uint32_t> context = {};
  std::optional<std::uint32_t> peer_context = {};
};

// Files that are not asked for are empty.
struct ExportCommand {
  std::string trace;   // as typed, as all of them
  std::string pcap;    // a packet capture
  std::string chrome;  // Chrome trace events
  std::string shiviz;  // a log for ShiViz
};

// Replays the traces and prints a line for each on stdout, bad input on stderr.
cli::ExitCode run(const ReplayCommand& command, const std::atomic<bool>& interrupted);

// Imports the recordings and prints a line for each. When not one had anything to import, that is
// bad input.
cli::ExitCode run(const ImportCommand& command, const std::atomic<bool>& interrupted);

// Writes a connection trace in other formats, each file whole or not at all, and prints a line.
cli::ExitCode run(const ExportCommand& command, const std::atomic<bool>& interrupted);

}  // namespace vmcheck::replay
