// Makes a run of a model again.
#pragma once

#include <optional>

#include "sim/run/path.h"
#include "sim/state/model.h"
#include "sim/state/result.h"

namespace vmcheck::state {

// The choices of a violation's initial state and of its steps, one after the other.
run::Path path_of(const Violation& violation);

// What the run with these choices violates, by its first step that breaks something, or as it is
// stuck behind the last one; nothing if it violates nothing. Throws run::PathMismatch for a run
// that is not the model's: it asks something else or more, makes no step of what was chosen, or one
// that asks nothing, of which nobody could say whether the run had it.
std::optional<Violation> replay_states(const System& model, const run::Path& path);

}  // namespace vmcheck::state
