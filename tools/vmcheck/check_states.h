// Scenarios whose state is a value, as jobs: every state that they can reach.
#pragma once

#include <vector>

#include "model/device/cores.h"
#include "tools/vmcheck/check_options.h"
#include "tools/vmcheck/job.h"

namespace vmcheck {

// A job for each scenario of the device over this core, which has the fault that the options name:
// "device/doorbells".
std::vector<Job> state_jobs(const device::Core& core, const CheckOptions& options);

}  // namespace vmcheck
