// What the command `vmcheck check` is told, and what its two kinds of search share.
#pragma once

#include <cstdint>
#include <string>

namespace vmcheck {

struct CheckOptions {
  std::string model;                          // the memory model; empty: all of them
  std::string fault;                          // seed this fault into the core; empty: none
  std::uint64_t max_executions = UINT64_MAX;  // for each job that searches executions
  std::uint64_t max_states = UINT64_MAX;      // for each job that searches states
  std::uint64_t max_memory = UINT64_MAX;      // bytes for the states of such a job
  std::uint32_t workers = 0;                  // threads; 0: as many as the machine has cores
  // Folder for the runs that violate a property; empty: they are not kept.
  std::string failures = "vmcheck-failures";
  std::string save;    // where a search that is stopped leaves off; may be empty
  std::string resume;  // a file that `save` made: go on from there
};

// The fault as files name it.
std::string fault_name(const CheckOptions& options);

// How many threads are to search.
std::uint32_t worker_count(const CheckOptions& options);

}  // namespace vmcheck
