// The results of replays, for machines and for the shell.
#pragma once

#include <string>
#include <vector>

#include "tools/cli/exit_code.h"
#include "tools/replay/replay.h"

namespace vmcheck::replay {

struct FileOutcome {
  std::string file;  // as the user named it
  Outcome outcome;
};

cli::ExitCode exit_code(Verdict verdict);

// The code for all of them together.
cli::ExitCode exit_code(const std::vector<FileOutcome>& outcomes);

// A JSON object: "format" "vmcheck-replay-result", "version" 1, "exit_code", and "traces", an array
// with file, kind, scenario, verdict, events, line, message and notes of each. Ends with a newline.
std::string to_json(const std::vector<FileOutcome>& outcomes);

}  // namespace vmcheck::replay
