// The table at the end of a run: for people, and for machines.
#pragma once

#include <string>
#include <vector>

#include "tools/vmcheck/job.h"

namespace vmcheck {

struct Row {
  std::string kind;
  std::string name;
  Report report;
  double seconds = 0;
};

struct Table {
  std::vector<Row> rows;
  std::size_t not_run = 0;  // jobs that were chosen, but not reached
};

// The worst outcome of all rows; no_verdict when the table is incomplete. Where a failure was only
// looked for at random and all else holds: no_failure.
Outcome overall(const Table& table);

// "341,561 executions, 8,154,151 steps".
std::string to_string(const Covered& covered);

// Columns what, verdict, covered, time, for proofs the longest question to the solver, and a
// closing line with the counts.
std::string to_text(const Table& table);

// The same as JSON: {"format": "vmcheck-results", "version": 1, ...}.
std::string to_json(const Table& table);

}  // namespace vmcheck
