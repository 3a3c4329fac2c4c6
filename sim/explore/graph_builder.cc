#include "sim/explore/graph_builder.h"

#include <fmt/core.h>

#include "sim/explore/diagnosis.h"

namespace vmcheck::explore {

using memory::Cell;
using memory::Clock;
using memory::Event;
using memory::EventId;
using memory::Operation;
using memory::Past;

namespace {

// Whether a lock or an await waits for this value.
bool is_awaited(const Event& event, std::uint64_t value) {
  if (event.operation == Operation::lock) return value == 0;
  return run::Condition{event.condition, event.expected}.holds(value);
}

}  // namespace

GraphBuilder::GraphBuilder(GraphMachine& machine, const memory::Model& model)
    : machine_(machine),
      graph_(machine.graph()),
      model_(model),
      writers_(machine.graph().cells(), 0) {}

// Tasks -------------------------------------------------------------------------------------------

EventId GraphBuilder::last_of(std::uint32_t task) const {
  return {static_cast<std::uint16_t>(task), static_cast<std::uint16_t>(graph_.length(task) - 1)};
}

bool GraphBuilder::has_ended(std::uint32_t task) const {
  return graph_.length(task) > 0 && graph_.event(last_of(task)).operation == Operation::end;
}

const Past* GraphBuilder::find_spawn(std::uint32_t task) const {
  for (std::uint16_t t = 0; t < graph_.threads(); ++t) {
    for (std::uint16_t i = 0; i < graph_.length(t); ++i) {
      const Event& event = graph_.event({t, i});
      if (event.operation == Operation::spawn && event.operand == task) return &graph_.past({t, i});
    }
  }
  return nullptr;
}

bool GraphBuilder::is_ready(std::uint32_t task, const Event& request) const {
  if (request.operation == Operation::join) {
    return has_ended(static_cast<std::uint32_t>(request.operand));
  }
  return request.operation != Operation::start || find_spawn(task) != nullptr;
}

bool GraphBuilder::would_wait(const Event& request) const {
  const bool waits = request.operation == Operation::await || request.operation == Operation::lock;
  return waits && !is_awaited(request, graph_.value_of(graph_.cell(request.location).co.back()));
}

const Event* GraphBuilder::next(std::uint32_t task) {
  if (graph_.length(task) > 0) {
    const Event& last = graph_.event(last_of(task));
    if (last.blocked || last.operation == Operation::end || last.operation == Operation::stop) {
      return nullptr;
    }
  }
  const Event* request = machine_.next(task);
  return request != nullptr && is_ready(task, *request) ? request : nullptr;
}

GraphBuilder::End GraphBuilder::end() const {
  bool waiting = false;
  bool blocked = false;
  for (std::uint32_t task = 0; task < machine_.tasks(); ++task) {
    if (has_ended(task)) continue;
    waiting = true;
    if (graph_.length(task) == 0) continue;
    const Event& last = graph_.event(last_of(task));
    // What reads an old value would in time see a newer one; a search visits that as well.
    const bool sees_old = last.blocked && last.rf != graph_.cell(last.location).co.back();
    blocked = blocked || last.operation == Operation::stop || sees_old;
  }
  return blocked ? End::blocked : waiting ? End::deadlock : End::complete;
}

GraphBuilder::End GraphBuilder::judge() {
  const End result = end();
  if (result == End::complete) {
    machine_.run_finally();
  } else if (result == End::deadlock) {
    machine_.set_broken(run::property::kProgress, describe_waiting(machine_));
  }
  return result;
}

// Adding ------------------------------------------------------------------------------------------

// Where a search may come back to: where the program has a choice, and reads that others can write.
// Where races are forbidden a plain read has but one write to read from.
bool GraphBuilder::needs_checkpoint(std::uint32_t task, const Event& request) const {
  const Operation operation = request.operation;
  if (operation == Operation::end || memory::is_choice(operation)) return true;
  if (!memory::is_read(operation)) return false;
  if (request.order == run::Order::plain && model_.forbids_races()) return false;
  return (writers_[request.location] & ~(1u << task)) != 0;
}

EventId GraphBuilder::append(std::uint32_t task, const Event& request) {
  const Past* before = nullptr;
  if (request.operation == Operation::start) before = find_spawn(task);
  if (request.operation == Operation::join) {
    before = &graph_.past(last_of(static_cast<std::uint32_t>(request.operand)));
  }
  const EventId id = graph_.append(task, request, before);
  graph_.note_order(request.location, request.order);
  if (needs_checkpoint(task, request)) graph_.event(id).checkpoint = machine_.checkpoint(task);
  if (id.index == kMostEvents) {
    machine_.set_broken(
        run::property::kEnds,
        fmt::format("{} is still running after {} accesses", machine_.task_name(task), kMostEvents),
        {id});
  }
  return id;
}

void GraphBuilder::remove(EventId id) {
  graph_.remove_last(id.thread);
  machine_.changed(id.thread, id.index);
}

GraphBuilder::Reading GraphBuilder::read(EventId id, std::uint16_t position) {
  Event& event = graph_.event(id);
  const Cell& cell = graph_.cell(event.location);
  const bool maximal = position + 1u == cell.co.size();
  const std::uint64_t value = graph_.value_of(cell.co[position]);
  switch (event.operation) {
    case Operation::read_modify_write:
      event.writes = true;
      event.value = apply(event.rmw, value, event.operand);
      break;
    case Operation::compare_exchange:
      event.writes = value == event.expected;
      event.value = event.operand;
      event.order = event.writes ? event.success : event.failure;
      break;
    case Operation::lock:
      event.blocked = !is_awaited(event, value);
      event.writes = !event.blocked;
      event.value = 1;
      break;
    case Operation::await:
      event.blocked = !is_awaited(event, value);
      break;
    default:
      break;
  }
  // A task that waits looks again: what it sees meanwhile leads to nothing new, unless it races.
  const bool is_stale = event.blocked && !maximal;
  if (is_stale && !(cell.plain && model_.forbids_races())) return Reading::refused;
  event.reads = true;
  graph_.read_from(id, cell.co[position]);
  graph_.list_read(id);
  if (!maximal && !model_.consistent(graph_, id)) return Reading::refused;
  if (event.writes) {
    announce(id);
    return Reading::writes;
  }
  check_races(id);
  return is_stale && !machine_.broken() ? Reading::refused : Reading::done;
}

// It goes right behind the write that was read from, unless another read-modify-write is there.
bool GraphBuilder::write_back(EventId id) {
  return write(id, static_cast<std::uint16_t>(graph_.co_position(graph_.event(id).rf) + 1));
}

// Leaves a read as it was before it was given a write to read from.
void GraphBuilder::take_back(EventId id) {
  Event& event = graph_.event(id);
  if (graph_.is_placed(event)) graph_.unplace(id);
  if (event.reads) graph_.unlist_read(id);
  event.reads = event.writes = event.blocked = false;
  graph_.forget_source(id);
}

void GraphBuilder::announce(EventId id) {
  Event& event = graph_.event(id);
  if (!event.reads) {
    event.writes = true;
    event.value = event.operand;
  }
  writers_[event.location] |= static_cast<std::uint8_t>(1u << id.thread);
  graph_.announce(id);
}

bool GraphBuilder::write(EventId id, std::uint16_t position) {
  if (splits(id, position)) return false;
  const bool maximal = position == graph_.cell(graph_.event(id).location).co.size();
  graph_.place(id, position);
  if (!maximal && !model_.consistent(graph_, id)) return false;
  check_races(id);
  return true;
}

void GraphBuilder::unwrite(EventId id) {
  if (graph_.is_placed(graph_.event(id))) graph_.unplace(id);
}

// Whether a write here would come between the read and the write of a read-modify-write.
bool GraphBuilder::splits(EventId id, std::uint16_t position) const {
  const Cell& cell = graph_.cell(graph_.event(id).location);
  if (position >= cell.co.size()) return false;
  const Event& next = graph_.event(cell.co[position]);
  return next.reads && next.rf == cell.co[position - 1];
}

void GraphBuilder::check_races(EventId id) {
  const Event& event = graph_.event(id);
  const Cell& cell = graph_.cell(event.location);
  if (!cell.plain || !model_.forbids_races()) return;
  const Clock& known = graph_.past(id).hb;
  const auto check = [&](EventId other) {
    if (known.contains(other) || machine_.broken()) return;
    const bool plain =
        event.order == run::Order::plain || graph_.event(other).order == run::Order::plain;
    if (plain && model_.is_race(graph_, other, id)) {
      machine_.set_broken(run::property::kRaceFree, describe_race(machine_, other, id),
                          {other, id});
    }
  };
  for (const EventId write : cell.co) check(write);
  if (!event.writes) return;
  for (const EventId read : cell.reads) check(read);
}

}  // namespace vmcheck::explore
