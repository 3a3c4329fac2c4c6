// A picture of the execution of a test that decides it.
#pragma once

#include <functional>
#include <string>

#include "sim/explore/graph_machine.h"
#include "sim/memory/model.h"
#include "tools/litmus/test.h"

namespace vmcheck::litmus {

// Draws an execution graph. `title` says which one it is.
using Draw =
    std::function<std::string(const explore::GraphMachine& machine, const std::string& title)>;

// Searches the executions of a test under a model for the first one that satisfies an `exists`, or
// that violates a `~exists` or `forall`, or has a data race, and draws it. If there is none, draws
// the first execution of all; if the filter lets none pass, nothing. Throws replay::BadInput when
// a run does what C does not define.
std::string picture(const Test& test, const memory::Model& model, const Draw& draw);

}  // namespace vmcheck::litmus
