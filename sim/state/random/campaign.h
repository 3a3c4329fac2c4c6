// Many runs at random, until one breaks something.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sim/explore/result.h"
#include "sim/run/path.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/state/random/plan.h"
#include "sim/state/random/walk.h"
#include "sim/state/result.h"

namespace vmcheck::state::random {

// How far a campaign has come.
struct Progress {
  std::uint64_t runs;
  std::uint64_t steps;
};

struct Options {
  std::uint64_t seed = 0;
  std::uint64_t first = 0;    // the first run, counted from 0: one run alone is that and runs = 1
  std::uint64_t runs = 1000;  // at most
  Bounds bounds = {};
  Strategy strategy = {};
  std::uint32_t workers = 1;  // threads; the result is the same for any number
  // Asked between rows of runs, each of a million steps or so; true ends the campaign. What it
  // decides by is its own business: the result is then that of so many runs.
  std::function<bool(const Progress&)> stop = [](const Progress&) { return false; };
};

// A run that broke something. Its seed and plan, with the same model, bounds and strategy, make it
// again.
struct Failure {
  std::uint64_t run = 0;
  std::uint64_t seed = 0;
  Plan plan;
  // Of the violation's moves, so many of the last ones are without faults.
  std::uint64_t recovery = 0;
  Violation violation;
};

struct Result {
  std::uint64_t runs = 0;   // up to the one that failed
  std::uint64_t steps = 0;  // in them
  std::uint64_t over = 0;   // runs that came to an end, rather than to the bound of their steps
  std::vector<explore::Coverage> coverage;
  std::optional<Failure> failure;  // of the first run that fails; no verdict without
};

// What the seed of a run, counted from 0, decides before its first step.
Plan plan_of(const Options& options, std::uint64_t run);

// Makes runs of a model. The same model and options give the same result, to the last count, if
// they are not stopped. That a property was never evaluated or reached is no failure here: see the
// coverage. Throws std::logic_error for a model that is not deterministic or says something of a
// property that it does not have, and what the model's code throws.
Result explore_randomly(const System& model, const Options& options = {});

}  // namespace vmcheck::state::random
