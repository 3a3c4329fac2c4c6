// Scenarios whose state is a value, as jobs: long runs at random.
#pragma once

#include <vector>

#include "sim/state/scenario.h"
#include "tools/vmcheck/check_options.h"
#include "tools/vmcheck/fuzz_options.h"
#include "tools/vmcheck/job.h"

namespace vmcheck {

// A job for each of these scenarios, over the core that has the fault which the options name. A
// failure is saved as it was found, then made smaller and saved again.
std::vector<Job> fuzz_state_jobs(const std::vector<state::Scenario>& scenarios,
                                 const CheckOptions& check, const FuzzOptions& fuzz);

}  // namespace vmcheck
