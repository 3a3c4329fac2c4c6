// The command `vmcheck explain`: shows what the core does, as its code has it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "tools/cli/exit_code.h"

namespace vmcheck {

struct ExplainOptions {
  std::string what;   // "fsm"
  bool dot = false;   // for Graphviz
  bool json = false;  // for a machine
};

// Adds the command to the program's, to fill in `options`.
CLI::App* add_explain_command(CLI::App& app, ExplainOptions& options);

// Writes to standard output.
cli::ExitCode run_explain(const ExplainOptions& options);

}  // namespace vmcheck
