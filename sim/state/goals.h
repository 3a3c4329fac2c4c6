// Decides the goals of a model, when all its states are known.
#pragma once

#include "sim/state/model.h"
#include "sim/state/reached.h"
#include "sim/state/result.h"

namespace vmcheck::state {

// Goes on with the result of a search that visited all states and found nothing: afterwards it
// says of the goals, too, that they hold, or that one does not, or that this was not decided.
void decide_goals(const System& model, const Reached& reached, const Options& options,
                  Result& result);

}  // namespace vmcheck::state
