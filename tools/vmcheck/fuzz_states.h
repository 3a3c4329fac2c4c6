// Scenarios whose state is a value, as jobs: long runs at random.
#pragma once

#include <vector>

#include "model/device/cores.h"
#include "tools/vmcheck/check_options.h"
#include "tools/vmcheck/fuzz_options.h"
#include "tools/vmcheck/job.h"

namespace vmcheck {

// A job for each scenario of the device over this core, which has the fault that the options name.
// A failure is saved as it was found, then made smaller and saved again.
std::vector<Job> fuzz_state_jobs(const device::Core& core, const CheckOptions& check,
                                 const FuzzOptions& fuzz);

}  // namespace vmcheck
