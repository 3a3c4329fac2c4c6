// Runs jobs, tells how it goes and sums up.
#pragma once

#include <string>
#include <vector>

#include "tools/cli/exit_code.h"
#include "tools/vmcheck/job.h"

namespace vmcheck {

struct RunOptions {
  std::string json;       // file for the table, for machines; empty: none
  double time_limit = 0;  // seconds for all jobs together; 0: none
  bool details = false;   // print every job's details, not only those of failures
};

// Runs the jobs in order and prints the table. Ctrl-C and the time limit end it with what there is.
cli::ExitCode run_jobs(const std::vector<Job>& jobs, const RunOptions& options);

}  // namespace vmcheck
