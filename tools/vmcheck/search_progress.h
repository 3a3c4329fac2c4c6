// How far a search has come, in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/explore/result.h"

namespace vmcheck {

// "1.2M of 4.1M +- 2.6M executions, 12 s left", short enough for a line of a terminal. After
// so many executions in so many seconds; time is left only while there are fewer than estimated.
std::string search_progress(std::uint64_t executions, double seconds,
                            const std::optional<explore::Estimate>& estimate);

}  // namespace vmcheck
