// What the command `vmcheck fuzz` is told, and what its kinds of job share.
#pragma once

#include <cstdint>
#include <string>

#include "tools/vmcheck/check_options.h"

namespace vmcheck {

struct FuzzOptions {
  std::string seed = "0";    // any text, see state::random::parse_seed
  std::uint64_t first = 1;   // the first run of each job, counted from 1
  std::uint64_t runs = 0;    // of each job, at most; 0: as many as the time allows
  double seconds = 0;        // for each job; 0: no limit. Runs end between rows of them
  std::uint64_t steps = 32;  // of a run of a scenario under faults; the rest of it is without
  std::string input = {};    // a file with the only input that is to be run; empty: none
};

// Seconds for all jobs together, if neither they nor runs are given.
inline constexpr double kFuzzSeconds = 10;

// The seed as a number. Throws std::invalid_argument for an empty one.
std::uint64_t parse_seed(const FuzzOptions& fuzz);

// How to make one run of a job again, alone, counted from 0: a line.
std::string how_to_run_again(const std::string& job, std::uint64_t run, const CheckOptions& check,
                             const FuzzOptions& fuzz);

}  // namespace vmcheck
