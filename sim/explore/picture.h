// Pictures of an execution graph: its events, a letter each, and how they are related.
//
// A column for each task, with its events in program order (po): R reads, W writes, U updates
// (reads and writes), F is a fence; what is not called plain, acquire, release ... is relaxed. What
// only the machine needs is left out: the ends of tasks, operations that could have failed. Of the
// coherence order (co) and of from-reads (fr) only what does not follow from the rest is shown.
#pragma once

#include <string>

#include "sim/explore/graph_machine.h"

namespace vmcheck::explore {

// For a terminal:
//   producer                    consumer
//   a: W data=1 plain  mp.c:1   c: R flag=1  mp.c:4
//   b: W flag=1  mp.c:2         d: R data=0 plain  mp.c:5
//
//   rf: b -> c, init -> d
//   fr: d -> a
std::string text_picture(const GraphMachine& machine);

// For Graphviz's dot: po black, rf red, co blue, fr orange. Initial writes are shown, too. `title`
// stands above it.
std::string dot(const GraphMachine& machine, const std::string& title = "");

}  // namespace vmcheck::explore
