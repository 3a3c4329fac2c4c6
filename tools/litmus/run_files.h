// Reads litmus tests, runs them and prints what came out.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "sim/explore/result.h"
#include "sim/memory/model.h"
#include "sim/run/scenario.h"
#include "tools/cli/exit_code.h"

namespace vmcheck::litmus {

// Explores a scenario under a memory model.
using Explorer = std::function<explore::Result(const run::Scenario&, const memory::Model&)>;

// What is wanted, and where it goes.
struct Outputs {
  std::ostream& errors;
  std::ostream* summaries = nullptr;  // null: not wanted
  bool text = false;                  // each summary with a picture in text below it
  std::ostream* dot = nullptr;        // a Graphviz picture of each test; null: not wanted
};

// Runs the tests in these files, all of which are read first, and writes a summary of each, an
// empty line between two. What is wrong with a file is an error, a line each, and the other files
// are run nevertheless. Without a model each test is run under its dialect's (supported.h).
//
// `holds` when every condition is validated, `violation` when one is not or there is a data race,
// `bad_input` for a file that cannot be used, `no_verdict` when a search did not come to its end.
cli::ExitCode run_files(const std::vector<std::string>& files, const memory::Model* model,
                        const Explorer& explorer, const Outputs& outputs);

}  // namespace vmcheck::litmus
