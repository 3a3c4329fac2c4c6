// Theorems as jobs.
#pragma once

#include <vector>

#include "tools/vmcheck/job.h"

namespace vmcheck {

std::vector<Job> prove_jobs();

}  // namespace vmcheck
