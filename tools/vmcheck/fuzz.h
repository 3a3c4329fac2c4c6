// The command `vmcheck fuzz`: long runs at random of scenarios whose state is a value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/vmcheck/check_options.h"
#include "tools/vmcheck/job.h"

namespace vmcheck {

struct FuzzOptions {
  std::string seed = "0";    // any text, see state::random::parse_seed
  std::uint64_t first = 1;   // the first run of each scenario, counted from 1
  std::uint64_t runs = 0;    // of each scenario, at most; 0: as many as the time allows
  double seconds = 0;        // for each scenario; 0: no limit. Runs end between rows of them
  std::uint64_t steps = 32;  // of a run under faults; the rest of it is without
};

// Seconds for all scenarios together, if neither they nor runs are given.
inline constexpr double kFuzzSeconds = 10;

// A job for each scenario of the device over the core with the fault that the options name, of
// which those for workers and failures count, too. It holds nothing to be proved: at best no
// failure is found. A failure is saved as it was found, then made smaller and saved again. Throws
// std::invalid_argument for an empty seed and for a fault that no such core has.
std::vector<Job> fuzz_jobs(const CheckOptions& check, const FuzzOptions& fuzz);

}  // namespace vmcheck
