#include "model/qpair/instances/refutation.h"

#include <algorithm>
#include <stdexcept>

#include "sim/explore/graphs.h"
#include "sim/memory/models.h"

namespace vmcheck::qpair {

const Instance& find_instance(const std::string& theorem) {
  const auto found =
      std::find_if(instances().begin(), instances().end(),
                   [&](const Instance& instance) { return instance.theorem == theorem; });
  if (found == instances().end()) throw std::out_of_range("no instance of " + theorem);
  return *found;
}

explore::Result run_counterexample(const Instance& instance, const simulated::Core& core,
                                   const smt::Counterexample& counterexample) {
  Numbers numbers;
  for (const Input& input : instance.inputs) {
    const auto& values = counterexample.inputs;
    if (std::any_of(values.begin(), values.end(),
                    [&](const smt::Value& value) { return value.name == input.name; })) {
      numbers[input.name] = counterexample.number(input.name);
    }
  }
  explore::Limits limits;
  limits.parts = {{setup_of(instance, numbers), {}, 0, false}};
  return explore::explore_graphs(to_scenario(instance, core), memory::sequential_consistency(),
                                 limits);
}

}  // namespace vmcheck::qpair
