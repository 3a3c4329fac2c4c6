// How far a search has come, in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/explore/result.h"
#include "sim/state/random/campaign.h"
#include "sim/state/result.h"

namespace vmcheck {

// "1.2M of 4.1M +- 2.6M executions, 12 s left", short enough for a line of a terminal. After
// so many executions in so many seconds; time is left only while there are fewer than estimated.
std::string search_progress(std::uint64_t executions, double seconds,
                            const std::optional<explore::Estimate>& estimate);

// "1.2M states, 340k of them in the frontier, depth 31": nobody knows how many there will be. When
// all are found, "1.2M states, 340k left to decide goal 1", by the order of the model's goals.
std::string search_progress(const state::Progress& progress);

// "12k runs, 1.2M steps", of runs at random.
std::string search_progress(const state::random::Progress& progress);

}  // namespace vmcheck
