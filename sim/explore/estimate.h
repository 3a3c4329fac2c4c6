// Estimates how many executions a search will visit.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "sim/explore/graph_machine.h"
#include "sim/explore/result.h"
#include "sim/memory/model.h"
#include "sim/run/path.h"
#include "sim/run/scenario.h"

namespace vmcheck::explore {

// After Knuth, "Estimating the Efficiency of Backtrack Programs", 1975: the mean over random
// descents of the product of the numbers of ways at each decision. Unbiased; its spread is large.
// Blocked executions count. The same numbers each time.
class Estimator {
 public:
  // Of all programs that the scenario builds, one for each of `setups`.
  Estimator(const run::Scenario& scenario, const memory::Model& model,
            std::vector<run::Path> setups);

  // Makes one more descent, in a program at random.
  void descend();

  // How many there were.
  std::uint64_t descents() const { return descents_; }

  // How many events they added: what they cost.
  std::uint64_t steps() const { return steps_; }

  // What they say, at least one.
  Estimate estimate() const;

 private:
  const memory::Model& model_;
  std::vector<run::Path> setups_;
  GraphMachine machine_;
  std::mt19937_64 random_{1};
  std::uint64_t descents_ = 0;
  std::uint64_t steps_ = 0;
  double sum_ = 0;
  double squares_ = 0;
};

}  // namespace vmcheck::explore
