// What must take effect behind an access, where accesses take effect one after the other.
#pragma once

#include <array>
#include <cstdint>

#include "sim/memory/graph.h"

namespace vmcheck::memory {

// How a processor lets its accesses take effect.
enum class Buffering {
  none,    // in program order
  stores,  // in program order, but a load may overtake earlier stores: they wait in a buffer
};

// Whether something that must take effect behind `added` must also take effect before it, so that
// there is no order for all. Follows program order as far as it is kept, rf (between threads, if
// stores are buffered), co and fr forwards from the first write behind `added`. Everything that
// reaches an access of a thread reaches those behind it, so a number or two a thread say what is
// reached.
bool must_precede_itself(const Graph& graph, EventId added, Buffering buffering);

// Where each thread begins to take effect behind `added`, by program order, rf, co, fr, spawns and
// joins; its length, if it does not. Every cycle of these through `added` lies there.
Lengths beginnings_behind(const Graph& graph, EventId added);

// Whether an event lets the store buffer drain before it: a full fence, a locked instruction.
bool drains_stores(const Event& event);

}  // namespace vmcheck::memory
