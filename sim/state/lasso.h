// A run without end, as a counterexample shows it: a way to a cycle, and the cycle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/fairness.h"
#include "sim/state/reached.h"

namespace vmcheck::state {

struct Lasso {
  std::vector<run::Path> steps;      // the first one leads into an initial state
  std::optional<std::size_t> cycle;  // the first step of the cycle; none: the run ends
};

// The shortest way to one of these states.
Lasso lasso_that_ends(Steps& steps, const std::vector<std::uint32_t>& states);

// The shortest way to one of these states, and from there a short cycle among them that is fair.
// They are strongly connected, and nobody is starved by a run that makes all steps between them.
Lasso fair_lasso(Steps& steps, const FairProcesses& fair, const std::vector<std::uint32_t>& states);

}  // namespace vmcheck::state
