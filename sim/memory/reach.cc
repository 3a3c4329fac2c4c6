#include "sim/memory/reach.h"

namespace vmcheck::memory {
namespace {

class Reach {
 public:
  Reach(const Graph& graph, Buffering buffering) : graph_(graph), buffering_(buffering) {
    for (std::uint32_t t = 0; t < graph.threads(); ++t) {
      all_[t] = all_done_[t] = writes_[t] = writes_done_[t] = graph.length(t);
    }
  }

  bool reaches(EventId id) const {
    const bool as_write = graph_.event(id).writes && writes_[id.thread] <= id.index;
    return all_[id.thread] <= id.index || as_write;
  }

  // From where on all of each thread has been reached.
  const Lengths& beginnings() const { return all_; }

  // Adds an event, and what is behind it in its thread.
  void mark(EventId id) {
    const Event& event = graph_.event(id);
    std::uint16_t& all = all_[id.thread];
    if (buffering_ == Buffering::none || !event.writes || drains_stores(event)) {
      all = std::min(all, id.index);
      return;
    }
    std::uint16_t& writes = writes_[id.thread];
    if (writes <= id.index) return;
    writes = id.index;
    for (std::uint16_t i = static_cast<std::uint16_t>(id.index + 1); i < all; ++i) {
      if (drains_stores(graph_.event({id.thread, i}))) all = i;
    }
  }

  // Follows what has been added and not been followed yet. False when there is nothing.
  bool follow() {
    bool any = false;
    for (std::uint16_t t = 0; t < graph_.threads(); ++t) {
      while (all_[t] < all_done_[t]) {
        follow_all({t, --all_done_[t]});
        any = true;
      }
      while (writes_[t] < writes_done_[t]) {
        const EventId id{t, --writes_done_[t]};
        if (graph_.is_placed(graph_.event(id))) follow_write(id);
        any = true;
      }
    }
    return any;
  }

  // The first write behind an access in the coherence order.
  void mark_behind(EventId id) {
    const Event& event = graph_.event(id);
    const bool placed = graph_.is_placed(event);
    const auto position = placed ? event.co_position : graph_.co_position(event.rf);
    const Cell& cell = graph_.cell(event.location);
    if (position + 1u < cell.co.size()) mark(cell.co[position + 1u]);
  }

 private:
  void follow_all(EventId id) {
    const Event& event = graph_.event(id);
    if (event.reads) mark_behind(id);
    if (graph_.is_placed(event)) follow_write(id);
    if (event.operation == Operation::spawn)
      follow_spawn(static_cast<std::uint16_t>(event.operand));
    if (event.operation == Operation::end) follow_end(id.thread);
  }

  void follow_write(EventId id) {
    mark_behind(id);
    for (const EventId read : graph_.cell(graph_.event(id).location).reads) {
      if (graph_.event(read).rf != id) continue;
      if (buffering_ == Buffering::none || read.thread != id.thread) mark(read);
    }
  }

  void follow_spawn(std::uint16_t task) {
    if (graph_.length(task) > 0) mark({task, 0});
  }

  void follow_end(std::uint16_t task) {
    for (std::uint16_t t = 0; t < graph_.threads(); ++t) {
      for (std::uint16_t i = 0; i < graph_.length(t); ++i) {
        const Event& event = graph_.event({t, i});
        if (event.operation == Operation::join && event.operand == task) mark({t, i});
      }
    }
  }

  const Graph& graph_;
  const Buffering buffering_;
  // From this event of a thread on, all events, or all writes; and how far that was followed.
  Lengths all_{};
  Lengths all_done_{};
  Lengths writes_{};
  Lengths writes_done_{};
};

}  // namespace

bool drains_stores(const Event& event) {
  switch (event.operation) {
    case Operation::read_modify_write:
    case Operation::compare_exchange:
    case Operation::lock:
    case Operation::spawn:
    case Operation::join:
    case Operation::start:
    case Operation::end:
      return true;
    case Operation::fence:
      return event.fence == run::Fence::seq_cst;
    default:
      return false;
  }
}

bool must_precede_itself(const Graph& graph, EventId added, Buffering buffering) {
  Reach reach(graph, buffering);
  reach.mark_behind(added);
  while (!reach.reaches(added)) {
    if (!reach.follow()) return false;
  }
  return true;
}

Lengths beginnings_behind(const Graph& graph, EventId added) {
  Reach reach(graph, Buffering::none);
  reach.mark_behind(added);
  while (reach.follow()) {
  }
  return reach.beginnings();
}

}  // namespace vmcheck::memory
