// An execution that breaks a property: how to come to it again, and its story.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/explore/graph_machine.h"
#include "sim/explore/result.h"
#include "sim/memory/graph.h"
#include "sim/memory/model.h"
#include "sim/run/path.h"
#include "sim/run/scenario.h"

namespace vmcheck::explore {

// Only what the violation needs: the events to blame, and what comes before them along program
// order and reads-from. Every model allows the rest to be left out.
struct Witness {
  run::Path setup;  // the values that the program was built with
  memory::Graph graph;
  memory::Lengths lengths;  // how much of each task is needed
  run::Property property;

  // The tasks of the events that are needed, in an order in which they are easy to follow: as few
  // switches between tasks as possible, and reads before the writes that overwrite what they read,
  // if there is such an order.
  std::vector<std::uint32_t> order;

  // What there is to read: the number of events, then of switches between tasks.
  std::pair<std::size_t, std::size_t> length() const;
};

// The execution at which a search has stopped because it breaks a property.
Witness make_witness(const GraphMachine& machine, const run::Path& setup);

// Runs it once more, forwards and in an order in which it is easy to follow: as few switches
// between tasks as possible, and reads before the writes that overwrite what they read, if there is
// such an order.
Violation tell(const Witness& witness, const run::Scenario& scenario, const memory::Model& model);

}  // namespace vmcheck::explore
