// Recorded traces as jobs.
#pragma once

#include <string>
#include <vector>

#include "tools/vmcheck/job.h"

namespace vmcheck {

// The folder of the traces that come with vmcheck, wherever the program was started. Throws
// std::runtime_error when it is not to be found.
std::string recorded_traces_folder(const std::string& program);

// A job for each trace in a folder, by name.
std::vector<Job> replay_jobs(const std::string& folder);

}  // namespace vmcheck
