// All candidate executions of a program, by brute force.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "sim/memory/oracle/execution.h"
#include "sim/memory/oracle/naive_models.h"
#include "sim/memory/oracle/program.h"

namespace vmcheck::memory::oracle {

// Visits each complete execution graph of the program with acyclic(po | rf) once, consistent or
// not: each read may read from any write to its location, each location may be written in any
// order. A lock reads a 0. Where a thread can never take a lock there is no complete graph.
// Throws std::invalid_argument as validate does.
//
// The number of graphs grows as fast as the numbers say: for programs of some 8 accesses.
void for_each_candidate(const Program& program, const std::function<void(const Execution&)>& visit);

// The canonical texts of the program's executions under a model.
std::set<std::string> executions(const Program& program, Model model);

// The outcomes of these executions.
std::set<Outcome> outcomes(const Program& program, Model model);

// Whether some execution under the model has a data race. SC and TSO have none.
bool has_race(const Program& program, Model model);

}  // namespace vmcheck::memory::oracle
