// An execution graph as sets and relations, for axioms that are too rare or too intricate to be
// checked on the graph itself.
#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstdint>

#include "sim/memory/graph.h"
#include "sim/memory/relation.h"

namespace vmcheck::memory {

// The nodes are the initial writes, then each thread's events in program order. A read-modify-write
// is two nodes, its read and its write. A write without a place in the coherence order is left out.
// What the program leaves open is a node in no relation: memory does not see it.
class Relations {
 public:
  // The whole graph.
  explicit Relations(const Graph& graph) : Relations(graph, {}, graph.cells()) {}

  // Of each thread the events from `begin` on, and no initial writes.
  Relations(const Graph& graph, const Lengths& begin) : Relations(graph, begin, 0) {}

  std::uint32_t nodes() const { return static_cast<std::uint32_t>(nodes_.size()); }

  // Whether an event has nodes.
  bool has(EventId id) const {
    return is_initial(id) ? initial_writes_ > 0 : id.index >= begin_[id.thread];
  }

  // The node of an event: of its read, if it both reads and writes; and of its write.
  std::uint32_t first_node(EventId id) const;
  std::uint32_t last_node(EventId id) const;

  // The event of a node that is no initial write; whether it is a read-modify-write's write.
  const Event& event(std::uint32_t node) const { return graph_.event(nodes_[node].id); }
  bool is_initial_write(std::uint32_t node) const { return is_initial(nodes_[node].id); }
  EventId id(std::uint32_t node) const { return nodes_[node].id; }

  // The nodes for whose event `holds` says so; initial writes never.
  template <typename Predicate>
  NodeSet where(const Predicate& holds) const {
    NodeSet set(nodes());
    for (std::uint32_t i = 0; i < nodes(); ++i) {
      if (!is_initial_write(i) && holds(event(i), i)) set.add(i);
    }
    return set;
  }

  // Sets.
  NodeSet reads;
  NodeSet writes;  // initial ones too
  NodeSet initial;

  // Relations: program order, whole; the halves of read-modify-writes; reads-from; coherence order,
  // whole; reads before writes; pairs of one thread; pairs of one location; what is between threads
  // by creation and joining; happens-before as far as acquire and release make it.
  Relation po;
  Relation rmw;
  Relation rf;
  Relation co;
  Relation fr;
  Relation internal;
  Relation same_location;
  Relation threads;
  Relation hb;

 private:
  struct Node {
    EventId id;
    bool is_read;
    bool is_write;
  };

  Relations(const Graph& graph, const Lengths& begin, std::uint32_t initial_writes);
  void add_nodes();
  void relate_pairs();
  void relate_memory();

  const Graph& graph_;
  Lengths begin_;
  std::uint32_t initial_writes_;
  boost::container::small_vector<Node, kFewNodes> nodes_;
  // Of each thread's events.
  std::array<boost::container::small_vector<std::uint32_t, kFewNodes / 4>, kMostThreads> first_;
};

}  // namespace vmcheck::memory
