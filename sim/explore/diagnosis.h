// What is wrong with an execution, in words.
#pragma once

#include <string>

#include "sim/explore/graph_machine.h"
#include "sim/memory/event.h"

namespace vmcheck::explore {

// Who waits for what, of an execution in which nobody can go on.
std::string describe_waiting(const GraphMachine& machine);

// Two conflicting accesses, one of them plain, and what would order them.
std::string describe_race(const GraphMachine& machine, memory::EventId one, memory::EventId other);

}  // namespace vmcheck::explore
