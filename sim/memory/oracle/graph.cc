#include "sim/memory/oracle/graph.h"

namespace vmcheck::memory::oracle {
namespace {

bool is_thread(const Event& event) {
  return event.kind == Event::Kind::spawn || event.kind == Event::Kind::join ||
         event.kind == Event::Kind::start || event.kind == Event::Kind::end;
}

std::vector<Node> make_nodes(const Execution& execution) {
  std::vector<Node> nodes;
  const auto threads = static_cast<std::uint32_t>(execution.threads.size());
  for (std::uint32_t l = 0; l < execution.writes.size(); ++l) {
    Event event;
    event.kind = Event::Kind::write;
    event.order = run::Order::plain;
    event.location = l;
    nodes.push_back({Node::Kind::initial_write, threads + l, 0, event});
  }
  for (std::uint32_t t = 0; t < threads; ++t) {
    for (std::uint32_t i = 0; i < execution.threads[t].size(); ++i) {
      const Event& event = execution.threads[t][i];
      if (event.kind == Event::Kind::fence) nodes.push_back({Node::Kind::fence, t, i, event});
      if (event.reads()) nodes.push_back({Node::Kind::read, t, i, event});
      if (event.writes()) nodes.push_back({Node::Kind::write, t, i, event});
      if (is_thread(event)) nodes.push_back({Node::Kind::thread, t, i, event});
    }
  }
  return nodes;
}

bool is_write(const Node& node) {
  return node.kind == Node::Kind::initial_write || node.kind == Node::Kind::write;
}

// Whether `node` is the write that `source` names: none is the initial one of a location.
bool is_source(const Node& node, const std::optional<EventId>& source, std::uint32_t location) {
  if (!source) return node.kind == Node::Kind::initial_write && node.event.location == location;
  return node.kind == Node::Kind::write && EventId{node.thread, node.index} == *source;
}

// The place of a write in co, the initial one first.
std::size_t place_in_co(const Execution& execution, const Node& node) {
  if (node.kind == Node::Kind::initial_write) return 0;
  const std::vector<EventId>& writes = execution.writes[node.event.location];
  std::size_t place = 0;
  while (place < writes.size() && writes[place] != EventId{node.thread, node.index}) ++place;
  return place + 1;
}

bool begins(const Node& spawn, const Node& start) {
  return spawn.event.kind == Event::Kind::spawn && start.event.kind == Event::Kind::start &&
         spawn.event.thread == start.thread;
}

bool is_joined(const Node& end, const Node& join) {
  return end.event.kind == Event::Kind::end && join.event.kind == Event::Kind::join &&
         join.event.thread == end.thread;
}

bool depends(std::uint64_t on, const Node& read) {
  return (on >> read.index & 1) != 0;
}

}  // namespace

Graph::Graph(const Execution& execution)
    : nodes(make_nodes(execution)),
      po(size()),
      loc(size()),
      internal(size()),
      external(size()),
      rmw(size()),
      rf(size()),
      co(size()),
      fr(size()),
      threads(size()),
      address(size()),
      data(size()),
      control(size()) {
  initial = where([](const Node& n) { return n.kind == Node::Kind::initial_write; });
  reads = where([](const Node& n) { return n.kind == Node::Kind::read; });
  writes = where(is_write);
  accesses = reads | writes;
  for (std::size_t i = 0; i < size(); ++i) {
    for (std::size_t j = 0; j < size(); ++j) {
      const Node& a = nodes[i];
      const Node& b = nodes[j];
      const bool same_thread = a.thread == b.thread;
      const bool same_location = accesses[i] && accesses[j] && a.event.location == b.event.location;
      (same_thread ? internal : external).add(i, j);
      if (same_thread && i < j) po.add(i, j);
      if (same_location) loc.add(i, j);
      if (same_thread && a.index == b.index && reads[i] && writes[j]) rmw.add(i, j);
      if (reads[j] && is_source(a, b.event.source, b.event.location)) rf.add(i, j);
      if (writes[i] && writes[j] && same_location &&
          place_in_co(execution, a) < place_in_co(execution, b))
        co.add(i, j);
      if (begins(a, b) || is_joined(a, b)) threads.add(i, j);
      if (same_thread && i < j && reads[i]) {
        const run::Dependencies& on = b.event.dependencies;
        if (depends(on.address, a)) address.add(i, j);
        if (depends(on.data, a)) data.add(i, j);
        if (depends(on.control, a)) control.add(i, j);
      }
    }
  }
  fr = seq(inverse(rf), co);
}

}  // namespace vmcheck::memory::oracle
