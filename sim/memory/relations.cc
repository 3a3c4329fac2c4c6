#include "sim/memory/relations.h"

namespace vmcheck::memory {
namespace {

std::uint32_t count_nodes(const Graph& graph, const Lengths& begin) {
  std::uint32_t count = 0;
  for (std::uint16_t t = 0; t < graph.threads(); ++t) {
    for (std::uint16_t i = begin[t]; i < graph.length(t); ++i) {
      const Event& event = graph.event({t, i});
      count += event.reads && graph.is_placed(event) ? 2 : 1;
    }
  }
  return count;
}

}  // namespace

Relations::Relations(const Graph& graph, const Lengths& begin, std::uint32_t initial_writes)
    : reads(initial_writes + count_nodes(graph, begin)),
      writes(reads.nodes()),
      initial(reads.nodes()),
      po(reads.nodes()),
      rmw(reads.nodes()),
      rf(reads.nodes()),
      co(reads.nodes()),
      fr(reads.nodes()),
      internal(reads.nodes()),
      same_location(reads.nodes()),
      threads(reads.nodes()),
      hb(reads.nodes()),
      graph_(graph),
      begin_(begin),
      initial_writes_(initial_writes) {
  add_nodes();
  relate_pairs();
  relate_memory();
}

void Relations::add_nodes() {
  for (std::uint32_t i = 0; i < initial_writes_; ++i) {
    initial.add(i);
    writes.add(i);
    nodes_.push_back({initial_write(i), false, true});
  }
  for (std::uint16_t t = 0; t < graph_.threads(); ++t) {
    for (std::uint16_t i = begin_[t]; i < graph_.length(t); ++i) {
      const EventId id{t, i};
      const Event& event = graph_.event(id);
      const bool is_write = graph_.is_placed(event);
      first_[t].push_back(nodes());
      if (event.reads) reads.add(nodes());
      if (event.reads && is_write) {
        rmw.add(nodes(), nodes() + 1);
        nodes_.push_back({id, true, false});
        nodes_.push_back({id, false, true});
      } else {
        nodes_.push_back({id, event.reads, is_write});
      }
      if (is_write) writes.add(nodes() - 1);
    }
  }
}

std::uint32_t Relations::first_node(EventId id) const {
  return is_initial(id) ? id.index : first_[id.thread][id.index - begin_[id.thread]];
}

std::uint32_t Relations::last_node(EventId id) const {
  if (is_initial(id)) return id.index;
  const std::uint32_t first = first_[id.thread][id.index - begin_[id.thread]];
  const bool is_pair = first + 1 < nodes() && rmw.contains(first, first + 1);
  return is_pair ? first + 1 : first;
}

void Relations::relate_pairs() {
  const auto is_access = [&](std::uint32_t i) { return nodes_[i].is_read || nodes_[i].is_write; };
  const auto is_choice = [&](std::uint32_t i) {
    return !is_initial_write(i) && memory::is_choice(event(i).operation);
  };
  const auto location = [&](std::uint32_t i) {
    return is_initial_write(i) ? i : event(i).location;
  };
  for (std::uint32_t a = 0; a < nodes(); ++a) {
    for (std::uint32_t b = 0; b < nodes(); ++b) {
      if (is_access(a) && is_access(b) && location(a) == location(b)) same_location.add(a, b);
      if (is_initial_write(b) || is_choice(a) || is_choice(b)) continue;
      if (is_initial_write(a)) {
        hb.add(a, b);
        continue;
      }
      const bool same_thread = id(a).thread == id(b).thread;
      if (same_thread) internal.add(a, b);
      if (same_thread && a < b) po.add(a, b);
      if (id(a) == id(b) ? a < b : graph_.past(id(b)).hb.contains(id(a))) hb.add(a, b);
      const Event& one = event(a);
      const Event& other = event(b);
      const bool creates = one.operation == Operation::spawn &&
                           other.operation == Operation::start && one.operand == id(b).thread;
      const bool joins = one.operation == Operation::end && other.operation == Operation::join &&
                         other.operand == id(a).thread;
      if (creates || joins) threads.add(a, b);
    }
  }
}

void Relations::relate_memory() {
  for (std::uint32_t location = 0; location < graph_.cells(); ++location) {
    const Cell& cell = graph_.cell(location);
    for (std::size_t i = 0; i < cell.co.size(); ++i) {
      if (!has(cell.co[i])) continue;
      for (std::size_t k = i + 1; k < cell.co.size(); ++k) {
        if (has(cell.co[k])) co.add(last_node(cell.co[i]), last_node(cell.co[k]));
      }
    }
    for (const EventId read : cell.reads) {
      if (!has(read)) continue;
      const std::uint32_t node = first_node(read);
      const EventId source = graph_.event(read).rf;
      if (has(source)) rf.add(last_node(source), node);
      for (std::size_t k = graph_.co_position(source) + 1u; k < cell.co.size(); ++k) {
        if (has(cell.co[k])) fr.add(node, last_node(cell.co[k]));
      }
    }
  }
}

}  // namespace vmcheck::memory
