#include "sim/explore/estimate.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/explore/graph_search.h"

namespace vmcheck::explore {
namespace {

// The product of the numbers of ways along one random descent, 0 if it ends where nothing goes on.
double weigh(GraphSearch& search, std::mt19937_64& random) {
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

Estimator::Estimator(const run::Scenario& scenario, const memory::Model& model,
                     std::vector<run::Path> setups)
    : model_(model), setups_(std::move(setups)), machine_(scenario) {}

void Estimator::descend() {
  run::Replay setup(setups_[random_() % setups_.size()]);
  machine_.build(setup, model_.knowledge());
  GraphSearch search(machine_, model_);
  const double weight = static_cast<double>(setups_.size()) * weigh(search, random_);
  ++descents_;
  steps_ += search.steps();
  sum_ += weight;
  squares_ += weight * weight;
}

Estimate Estimator::estimate() const {
  const auto count = static_cast<double>(descents_);
  const double mean = sum_ / count;
  const double variance = std::max(0.0, squares_ / count - mean * mean);
  return {mean, std::sqrt(variance / count)};
}

}  // namespace vmcheck::explore
