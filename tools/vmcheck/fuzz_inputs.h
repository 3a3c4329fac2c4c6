// What is fuzzed by inputs, as jobs.
#pragma once

#include <vector>

#include "model/device/cores.h"
#include "tools/vmcheck/check_options.h"
#include "tools/vmcheck/fuzz_options.h"
#include "tools/vmcheck/fuzz_subject.h"
#include "tools/vmcheck/job.h"

namespace vmcheck {

// A job for each subject over this core, which has the fault that the options name. The first input
// that shows something wrong is saved as it was found, and made smaller. With an input in a file,
// that is the only one.
std::vector<Job> fuzz_input_jobs(const device::Core& core, const CheckOptions& check,
                                 const FuzzOptions& fuzz);

// The job of one subject.
Job fuzz_input_job(const FuzzSubject& subject, const CheckOptions& check, const FuzzOptions& fuzz);

}  // namespace vmcheck
