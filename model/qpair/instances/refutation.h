// What refutes a theorem, as a run of the simulated machine.
#pragma once

#include <optional>
#include <string>

#include "model/qpair/instances/instance.h"
#include "sim/explore/result.h"
#include "sim/smt/counterexample.h"

namespace vmcheck::qpair {

// The instance of that theorem. Throws std::out_of_range when there is none.
const Instance& find_instance(const std::string& theorem);

// All runs of an instance with a counterexample's numbers, under sequential consistency. Throws
// std::invalid_argument for numbers that are too large for the simulated machine.
explore::Result run_counterexample(const Instance& instance, const simulated::Core& core,
                                   const smt::Counterexample& counterexample);

}  // namespace vmcheck::qpair
