// An execution as the axioms see it: nodes, sets of nodes, relations between them.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/memory/oracle/execution.h"
#include "sim/memory/oracle/relation.h"

namespace vmcheck::memory::oracle {

// A read, a write, a fence, or what begins, ends, creates or joins a thread. An update is two
// nodes, a read and a write, joined by rmw. Choices and assumptions are none: memory does not see
// them.
struct Node {
  enum class Kind : std::uint8_t { initial_write, read, write, fence, thread };
  Kind kind;
  std::uint32_t thread;  // an initial write: one of its own
  std::uint32_t index;   // of its event in its thread
  Event event;           // an initial write: a plain write of 0
};

struct Graph {
  explicit Graph(const Execution& execution);

  std::size_t size() const { return nodes.size(); }

  // The nodes of which `is` holds.
  template <typename Predicate>
  NodeSet where(const Predicate& is) const {
    NodeSet set;
    for (std::size_t i = 0; i < size(); ++i) set[i] = is(nodes[i]);
    return set;
  }

  Relation only(const NodeSet& set) const { return oracle::only(set, size()); }
  Relation product(const NodeSet& a, const NodeSet& b) const {
    return oracle::product(a, b, size());
  }
  // The pairs in po with a node of the set between them.
  Relation fencerel(const NodeSet& set) const { return seq(po, only(set), po); }

  std::vector<Node> nodes;  // initial writes of all locations, then thread by thread in po
  NodeSet initial, reads, writes, accesses;

  Relation po;                  // transitive; the initial writes are outside
  Relation loc;                 // accesses to the same location
  Relation internal, external;  // of one thread, of two; an initial write is of no thread
  Relation rmw, rf, co, fr;
  Relation threads;  // from a spawn to the thread's start, from a thread's end to its join
  Relation address, data, control;  // dependencies, from the reads
};

}  // namespace vmcheck::memory::oracle
