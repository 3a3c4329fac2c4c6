// Scenarios as jobs: the catalogue of all that `vmcheck check` can do.
#pragma once

#include <vector>

#include "tools/vmcheck/check_options.h"
#include "tools/vmcheck/job.h"

namespace vmcheck {

// A job for each memory model and scenario of queue pairs or notifications, and one for each
// scenario of the device. With a fault only those whose core has it. Throws std::invalid_argument
// when there is no such fault or model, or nothing to do with both, and replay::BadInput for a file
// that cannot be used.
std::vector<Job> check_jobs(const CheckOptions& options);

}  // namespace vmcheck
