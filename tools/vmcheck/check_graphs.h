// Scenarios of tasks that share memory, as jobs: every execution that a memory model allows.
#pragma once

#include <vector>

#include "sim/run/scenario.h"
#include "tools/vmcheck/check_options.h"
#include "tools/vmcheck/job.h"

namespace vmcheck {

// A job for each of these scenarios, whose core has the fault that the options name, and each of
// the memory models: "qpair/wrap-around/rc11". With --resume the one that was saved. Throws
// replay::BadInput for a file that cannot be used.
std::vector<Job> graph_jobs(const std::vector<run::Scenario>& scenarios,
                            const CheckOptions& options);

}  // namespace vmcheck
