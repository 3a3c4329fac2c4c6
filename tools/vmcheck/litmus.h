// The command `vmcheck litmus`: runs litmus tests and draws their executions.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "tools/cli/exit_code.h"

namespace vmcheck {

struct LitmusOptions {
  std::vector<std::string> files;
  std::string model;  // empty: each test's dialect's
  std::string dot;    // where Graphviz pictures go: a file, "-" for standard output; empty: none
  bool text = false;  // pictures below the summaries
};

// Adds the command to the program's, to fill in `options`.
CLI::App* add_litmus_command(CLI::App& app, LitmusOptions& options);

// Summaries go to standard output, or if that is where the Graphviz pictures go, nowhere. Throws
// std::runtime_error when something cannot be written.
cli::ExitCode run_litmus(const LitmusOptions& options);

}  // namespace vmcheck
