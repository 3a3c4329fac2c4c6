// Names what there is.
#pragma once

#include <vector>

#include "tools/vmcheck/job.h"

namespace vmcheck {

// Each job with its summary and bounds, and if asked for the faults that can be seeded.
void print_list(const std::vector<Job>& jobs, bool with_faults);

}  // namespace vmcheck
