// Makes violations small, for people to read.
#pragma once

#include <cstdint>

#include "sim/state/model.h"
#include "sim/state/random/campaign.h"
#include "sim/state/result.h"

namespace vmcheck::state::random {

// How much is done for it.
struct Effort {
  std::uint64_t steps = 20'000'000;  // in runs that might be smaller
  // States that a search breadth first may visit, for each number of faults from 0 to 4. If they
  // suffice, and the violation is found, none of the property has fewer faults, or as many and
  // fewer steps. 0: no search.
  std::uint64_t states = 100'000;
};

// A violation of the same property that costs less, if one is found: fewer faults, or as many and
// fewer steps, then switches between processes, then smaller values (see Cost). The same arguments
// give the same result. Throws std::invalid_argument for a violation without moves and for one of
// kRecovery, std::logic_error for one that is none of the model's.
Violation minimise(const System& model, const Violation& violation, const Effort& effort = {});

// The same of a run of a campaign with these options. Of one that does not recover the steps under
// faults are made fewer; those behind the faults are made anew from where they then lead. A failure
// of another property has no such part any more: its `recovery` is 0.
Failure minimise(const System& model, const Failure& failure, const Options& options,
                 const Effort& effort = {});

}  // namespace vmcheck::state::random
