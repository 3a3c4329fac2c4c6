// Makes a run of a model again.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/model.h"
#include "sim/state/result.h"

namespace vmcheck::state {

// The choices of a violation's initial state and of its steps, one after the other.
run::Path path_of(const Violation& violation);

// How many of those choices come before its cycle; nothing if it has none.
std::optional<std::size_t> cycle_of(const Violation& violation);

// The choices of each step of the run with these choices, the first of which leads into an initial
// state, up to the first step that breaks something. Throws as replay_states().
std::vector<run::Path> steps_of(const System& model, const run::Path& path);

// What the run with these choices violates, by its first step that breaks something, or as it is
// stuck behind the last one; nothing if it violates nothing. Throws run::PathMismatch for a run
// that is not the model's: it asks something else or more, makes no step of what was chosen, or one
// that asks nothing, of which nobody could say whether the run had it.
std::optional<Violation> replay_states(const System& model, const run::Path& path);

// The same of a run that is not to meet a goal again: it makes the choices behind the first `cycle`
// over and over, or without a cycle ends behind them all. Nothing if it does meet the goal, or
// could go on. Throws run::PathMismatch also for a cycle that begins within a step, does not end in
// the state in which it begins, or is unfair to one of the model's processes.
std::optional<Violation> replay_goal(const System& model, const run::Path& path,
                                     std::optional<std::size_t> cycle, std::size_t goal);

}  // namespace vmcheck::state
