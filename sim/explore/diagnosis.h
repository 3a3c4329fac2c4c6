// What is wrong with an execution, in words.
#pragma once

#include <string>

#include "sim/explore/graph_machine.h"
#include "sim/memory/event.h"

namespace vmcheck::explore {

// Two conflicting accesses of different tasks, one of them plain, and what would order them:
//   consumer reads 0 from data (ring.c:57) and producer writes 1 to it (ring.c:40), in no order:
//   consumer reads tail (ring.c:12) from producer's write (ring.c:41), but that store is no release
std::string describe_race(const GraphMachine& machine, memory::EventId one, memory::EventId other);

// Who waits for what, of an execution in which nobody can go on:
//   deadlock: one waits for lock b (two.c:2), held by two (two.c:7); two waits for lock a
//   (two.c:8), held by one (two.c:1)
// Names a cycle as a deadlock, and a lost wake-up. The machine runs on each waiting task to what it
// asks for.
std::string describe_waiting(GraphMachine& machine);

}  // namespace vmcheck::explore
