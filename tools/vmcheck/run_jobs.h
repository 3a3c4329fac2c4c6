// Runs jobs, tells how it goes and sums up.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tools/cli/exit_code.h"
#include "tools/vmcheck/job.h"
#include "tools/vmcheck/table.h"

namespace vmcheck {

struct RunOptions {
  std::string json;       // file for the table, for machines; empty: none
  double time_limit = 0;  // seconds for all jobs together; 0: none
  bool details = false;   // print every job's details, not only those of failures
};

// How the table is written.
struct TableFormat {
  std::function<std::string(const Table&)> text = [](const Table& table) { return to_text(table); };
  std::function<std::string(const Table&)> json = [](const Table& table) { return to_json(table); };
};

// Runs the jobs in order and prints the table. Ctrl-C and the time limit end it with what there is.
cli::ExitCode run_jobs(const std::vector<Job>& jobs, const RunOptions& options,
                       const TableFormat& format = {});

}  // namespace vmcheck
