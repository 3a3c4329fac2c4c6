// Shows a violation to a person: a column for each task, a line for each step.
#pragma once

#include <cstddef>
#include <string>

#include "sim/explore/result.h"

namespace vmcheck::explore {

// The story of a violation, `lines` lines at most (0: all), each ended by a newline. Steps that do
// not fit are counted, from the beginning of the run.
std::string story(const Violation& violation, std::size_t lines = 40);

}  // namespace vmcheck::explore
