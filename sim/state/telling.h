// Tells of a violation: makes the same steps again, and asks for texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/candidates.h"
#include "sim/state/model.h"
#include "sim/state/result.h"

namespace vmcheck::state {

// The choices of steps, each given as which successor it makes of the state before it.
std::vector<run::Path> choices_of(const System& model, const std::vector<Ordinal>& ordinals);

// Whether no step is possible in a state, and it is none to end in.
bool is_stuck(const System& model, const std::vector<std::byte>& state);

// What is broken by the last of these steps or in the state behind it, or that no step is possible
// there. The first one leads into an initial state. Throws std::logic_error if nothing is broken,
// run::PathMismatch if the model asks something else: it is not deterministic.
Violation tell(const System& model, const std::vector<run::Path>& steps);

// That a run does not meet a goal again: the one which makes these steps and then those from
// `cycle` on over and over, or without a cycle ends behind them. Throws as tell() does.
Violation tell_unmet(const System& model, const std::vector<run::Path>& steps,
                     std::optional<std::size_t> cycle, std::size_t goal);

}  // namespace vmcheck::state
