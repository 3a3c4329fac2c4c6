// Reads litmus tests, runs them and prints what came out.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "sim/memory/model.h"
#include "tools/cli/exit_code.h"
#include "tools/litmus/outcome.h"

namespace vmcheck::litmus {

// Runs the tests in these files, all of which are read first, and writes a summary of each to
// `out`, an empty line between two. What is wrong with a file goes to `errors`, a line each, and
// the other files are run nevertheless. `explore` explores under `model`.
//
// `holds` when every condition is validated, `violation` when one is not or there is a data race,
// `bad_input` for a file that cannot be used, `no_verdict` when a search did not come to its end.
cli::ExitCode run_files(const std::vector<std::string>& files, const memory::Model& model,
                        const Explore& explore, std::ostream& out, std::ostream& errors);

}  // namespace vmcheck::litmus
