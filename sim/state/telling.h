// Tells of a violation: makes the same steps again, and asks for texts.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/model.h"
#include "sim/state/result.h"

namespace vmcheck::state {

// The choices of steps, each given as how many successors of the state before it come first.
std::vector<run::Path> choices_of(const System& model, const std::vector<std::uint32_t>& ordinals);

// What is broken by the last of these steps or in the state behind it, or that no step is possible
// there. The first one leads into an initial state. Throws std::logic_error if nothing is broken,
// run::PathMismatch if the model asks something else: it is not deterministic.
Violation tell(const System& model, const std::vector<run::Path>& steps);

}  // namespace vmcheck::state
