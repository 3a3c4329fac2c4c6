// Steps as lists of choices: what they cost those who read them.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/run/path.h"

namespace vmcheck::state::random {

// Whose step it is, if its first choice is of kind schedule.
std::optional<std::uint32_t> process_of(const run::Path& step);

// How many faults strike in a step.
std::uint64_t faults_in(const run::Path& step);

// What is to be small in a run that people read, first things first.
struct Cost {
  std::uint64_t faults = 0;
  std::uint64_t steps = 0;
  std::uint64_t switches = 0;  // steps whose process is not that of the step before
  std::uint64_t values = 0;    // the sum of all answers but whose step it is

  friend auto operator<=>(const Cost&, const Cost&) = default;
};

// Of a run whose first step leads into an initial state: neither that step nor a switch behind it
// is counted, but its faults and values are.
Cost cost_of(const std::vector<run::Path>& steps);

}  // namespace vmcheck::state::random
