// Scenarios as jobs, one for each memory model.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/vmcheck/job.h"

namespace vmcheck {

struct CheckOptions {
  std::string model;                          // the memory model; empty: all of them
  std::string fault;                          // seed this fault into the core; empty: none
  std::uint64_t max_executions = UINT64_MAX;  // for each job
  std::uint32_t workers = 0;                  // threads; 0: as many as the machine has cores
  std::string failures = "vmcheck-failures";  // folder for the runs that violate a property
  std::string save;    // where a search that is stopped leaves off; may be empty
  std::string resume;  // a file that `save` made: go on from there
};

// Throws std::invalid_argument when there is no such fault or model, and replay::BadInput for a
// file that cannot be used.
std::vector<Job> check_jobs(const CheckOptions& options);

}  // namespace vmcheck
