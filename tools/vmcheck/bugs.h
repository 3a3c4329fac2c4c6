// The command `vmcheck bugs`: seeds each known bug into the core, and looks whether it is found.
#pragma once

#include <string>
#include <vector>

#include "tools/cli/exit_code.h"
#include "tools/vmcheck/check_options.h"
#include "tools/vmcheck/job.h"
#include "tools/vmcheck/known_bugs.h"
#include "tools/vmcheck/run_jobs.h"
#include "tools/vmcheck/table.h"

namespace vmcheck {

// A job that holds if a search of the core with this bug finds it, by its property.
Job bug_job(const KnownBug& bug, const Job& search);

// One for each known bug, each in its scenario. Of the options those that bound or speed up a
// search count.
std::vector<Job> bug_jobs(const CheckOptions& options);

// Runs such jobs and prints a table: bug, origin, scenario, property, verdict, states or executions
// until then, time. Below it are those that tests find, and those that the core cannot have.
cli::ExitCode run_bug_jobs(const std::vector<Job>& jobs, const OtherBugs& others,
                           const RunOptions& options);

// That table for people, and for machines: as of any jobs, with the three columns in each row, and
// with "tested" and "excluded".
std::string bugs_to_text(const Table& table, const OtherBugs& others);
std::string bugs_to_json(const Table& table, const OtherBugs& others);

}  // namespace vmcheck
