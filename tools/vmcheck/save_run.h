// Runs that violate a property, as traces for `replay`.
#pragma once

#include <string>

#include "tools/replay/schedule.h"

namespace vmcheck {

// A schedule as the name of a file: "qpair-wrap-around-rc11+tail_before_data".
std::string file_stem(const replay::Schedule& schedule);

// Writes the run to a new file of that folder, which it makes if need be: STEM-1.trace.jsonl, or
// with the next number that is free. Says in a line how to see it again, or why it is not saved.
std::string save_run(const replay::Schedule& schedule, const std::string& folder);

}  // namespace vmcheck
