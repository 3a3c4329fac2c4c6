#include "sim/explore/estimate.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "sim/explore/graph_machine.h"
#include "sim/explore/graph_search.h"

namespace vmcheck::explore {
namespace {

// The product of the numbers of ways along one random descent, 0 if it ends where nothing goes on.
double descend(GraphSearch& search, std::mt19937_64& random) {
  double weight = 1;
  GraphSearch::Position position;
  for (;;) {
    search.go_to(position);
    if (!search.decide(position.size())) return weight;
    const std::vector<std::uint32_t> ways = search.ways(position.size());
    if (ways.empty()) return 0;
    weight *= static_cast<double>(ways.size());
    position.push_back(ways[random() % ways.size()]);
  }
}

}  // namespace

Estimate estimate_executions(const run::Scenario& scenario, const memory::Model& model,
                             const run::Path& setup) {
  constexpr int kDescents = 400;
  GraphMachine machine(scenario);
  run::Replay chooser(setup);
  machine.build(chooser, model.knowledge());
  GraphSearch search(machine, model);
  std::mt19937_64 random(1);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kDescents; ++i) {
    const double weight = descend(search, random);
    sum += weight;
    squares += weight * weight;
  }
  const double mean = sum / kDescents;
  const double variance = std::max(0.0, squares / kDescents - mean * mean);
  return {mean, std::sqrt(variance / kDescents)};
}

}  // namespace vmcheck::explore
