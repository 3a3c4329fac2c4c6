// Runs a program once, forwards, and writes down what happens for people.
#pragma once

#include <optional>

#include "sim/explore/forward_run.h"
#include "sim/explore/graph_machine.h"
#include "sim/explore/result.h"
#include "sim/memory/model.h"

namespace vmcheck::explore {

// Runs the program that `machine` was built with. What breaks a property is returned with its
// story, without a path.
std::optional<Violation> record(GraphMachine& machine, const memory::Model& model,
                                Director& director);

}  // namespace vmcheck::explore
