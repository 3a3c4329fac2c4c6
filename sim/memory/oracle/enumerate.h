// All candidate executions of a program, by brute force.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "sim/memory/oracle/execution.h"
#include "sim/memory/oracle/naive_models.h"
#include "sim/memory/oracle/program.h"

namespace vmcheck::memory::oracle {

// Visits each execution graph of the program with acyclic(po | rf | spawn | join) in which no
// thread can go on, once, consistent or not: each read may read from any write to its location,
// each location may be written in any order. A lock that reads another value than 0, or an await
// that reads what it does not wait for, waits: it is the last event of its thread. Throws
// std::invalid_argument as validate does.
//
// The number of graphs grows as fast as the numbers say: for programs of some 8 accesses.
void for_each_candidate(const Program& program, const std::function<void(const Execution&)>& visit);

// Visits those of them that a model allows.
void for_each_execution(const Program& program, Model model,
                        const std::function<void(const Execution&)>& visit);

// The canonical texts of the program's executions under a model: of those that are complete, and of
// those in which some thread has given up or waits, none of them stale.
std::set<std::string> executions(const Program& program, Model model);

// The outcomes of those that are complete.
std::set<Outcome> outcomes(const Program& program, Model model);

// Whether some execution under the model, a stale one too, has a data race. SC and TSO have none.
bool has_race(const Program& program, Model model);

}  // namespace vmcheck::memory::oracle
