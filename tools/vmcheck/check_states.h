// Scenarios whose state is a value, as jobs: every state that they can reach.
#pragma once

#include <vector>

#include "sim/state/scenario.h"
#include "tools/vmcheck/check_options.h"
#include "tools/vmcheck/job.h"

namespace vmcheck {

// A job for each of these scenarios, over the core that has the fault which the options name:
// "device/doorbells".
std::vector<Job> state_jobs(const std::vector<state::Scenario>& scenarios,
                            const CheckOptions& options);

}  // namespace vmcheck
