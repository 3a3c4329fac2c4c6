// The command `vmcheck fuzz`: what can be made at random, for as long as one likes.
#pragma once

#include <vector>

#include "tools/vmcheck/check_options.h"
#include "tools/vmcheck/fuzz_options.h"
#include "tools/vmcheck/job.h"

namespace vmcheck {

// A job for each scenario of the device, each of the driver's tables and each target of bytes, over
// the core with the fault that the options name, of which those for workers and failures count,
// too. With an input in a file, only those that have inputs. Nothing is proved to hold: at best no
// failure is found. Throws std::invalid_argument for an empty seed and for a fault that no such
// core has.
std::vector<Job> fuzz_jobs(const CheckOptions& check, const FuzzOptions& fuzz);

// Those over the core as it stands that are none of `vmcheck check`, for `vmcheck list`.
std::vector<Job> jobs_of_fuzz_alone();

}  // namespace vmcheck
