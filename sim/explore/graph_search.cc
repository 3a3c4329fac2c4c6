#include "sim/explore/graph_search.h"

#include <algorithm>
#include <utility>

namespace vmcheck::explore {

using memory::Cell;
using memory::Clock;
using memory::Event;
using memory::EventId;
using memory::Lengths;
using memory::Operation;

GraphSearch::GraphSearch(GraphMachine& machine, const memory::Model& model)
    : machine_(machine), graph_(machine.graph()), builder_(machine, model) {
  machine.set_adder(this);
}

bool GraphSearch::next() {
  if (std::exchange(begun_, true)) {
    machine_.forget_broken();
    if (!go_back()) return false;
  }
  while (!machine_.broken() && extend()) {
  }
  if (!machine_.broken()) end_ = builder_.judge();
  return true;
}

// Adds the next event, and those that can be added at once. False when none can follow.
bool GraphSearch::extend() {
  std::uint32_t task = 0;
  const Event* request = pick(task);
  if (request == nullptr) return false;
  add(task, *request);
  return true;
}

// The event to be added next: of the tasks that can go on, the first one's; a task that would wait
// goes last, as others may yet write what it waits for. A function of the graph alone. Null when no
// task can go on, or one breaks a property.
const Event* GraphSearch::pick(std::uint32_t& task) {
  awaited_.clear();
  const Event* first_to_wait = nullptr;
  std::uint32_t waiter = 0;
  for (task = 0; task < machine_.tasks(); ++task) {
    const Event* request = builder_.next(task);
    if (machine_.broken()) return nullptr;
    if (request == nullptr) continue;
    if (!builder_.would_wait(*request)) return request;
    awaited_.push_back(request->location);
    if (first_to_wait != nullptr) continue;
    first_to_wait = request;
    waiter = task;
  }
  task = waiter;
  return first_to_wait;
}

// Adding ------------------------------------------------------------------------------------------

void GraphSearch::push(Kind kind, EventId event, std::uint16_t position, std::uint16_t lowest) {
  frames_.push_back({kind,
                     false,
                     event,
                     {},
                     position,
                     lowest,
                     0,
                     static_cast<std::uint32_t>(added_.size()),
                     graph_.stamp(),
                     machine_.checkpoint_memory(),
                     0,
                     kind == Kind::revisit});
}

// An event that needs no checkpoint, and that lets no task before this one go on.
bool GraphSearch::add_at_once(std::uint32_t task, const Event& request) {
  switch (request.operation) {
    case Operation::start:
    case Operation::end:
    case Operation::spawn:
    case Operation::join:
    case Operation::stop:
      return false;
    default:
      break;
  }
  const bool wakes =
      std::find(awaited_.begin(), awaited_.end(), request.location) != awaited_.end();
  if (wakes || builder_.would_wait(request)) return false;
  if (builder_.needs_checkpoint(task, request)) return false;
  add(task, request);
  return !machine_.broken();
}

void GraphSearch::add(std::uint32_t task, const Event& request) {
  ++steps_;
  const EventId id = builder_.append(task, request);
  added_.push_back(id);
  if (memory::is_read(request.operation)) {
    add_read(id);
  } else if (memory::is_pure_write(request.operation)) {
    add_write(id);
  } else if (memory::is_choice(request.operation)) {
    add_choice(id);
  }
}

void GraphSearch::add_read(EventId id) {
  const std::uint16_t lowest = graph_.lowest_position(id);
  const auto last =
      static_cast<std::uint16_t>(graph_.cell(graph_.event(id).location).co.size() - 1);
  if (lowest < last) push(Kind::read, id, last, lowest);
  let_read(id, last);
}

// Gives a read the write at this position to read from; if it writes as well, it does so. It may
// not, because another read-modify-write has; but then it may still revisit that one.
GraphSearch::Retry GraphSearch::let_read(EventId id, std::uint16_t position) {
  switch (builder_.read(id, position)) {
    case GraphBuilder::Reading::refused:
      return Retry::again;
    case GraphBuilder::Reading::done:
      return Retry::forward;
    case GraphBuilder::Reading::writes:
      break;
  }
  const bool revisits = may_revisit(id);
  if (revisits) push(Kind::write, id, 0, 0);
  if (builder_.write_back(id)) return Retry::forward;
  if (revisits) frames_.back().barred = true;
  return Retry::again;
}

void GraphSearch::add_write(EventId id) {
  builder_.announce(id);
  const auto lowest = static_cast<std::uint16_t>(graph_.lowest_position(id) + 1);
  const auto last = static_cast<std::uint16_t>(graph_.cell(graph_.event(id).location).co.size());
  if (lowest < last || may_revisit(id)) push(Kind::write, id, last, lowest);
  builder_.write(id, last);
}

bool GraphSearch::may_revisit(EventId write) const {
  const Clock& prefix = graph_.past(write).porf;
  for (const EventId read : graph_.cell(graph_.event(write).location).reads) {
    if (!prefix.contains(read)) return true;
  }
  return false;
}

void GraphSearch::add_choice(EventId id) {
  graph_.set_outcome(id, 0);
  push(Kind::choice, id, 0, 0);
}

// Going back --------------------------------------------------------------------------------------

// Takes the last decision that can be taken otherwise otherwise. False when there is none.
bool GraphSearch::go_back() {
  while (frames_.size() > kept_) {
    const Retry result = retry(frames_.back());
    if (result == Retry::forward) return true;
    if (machine_.broken()) return true;
    if (result == Retry::exhausted) frames_.pop_back();
  }
  return false;
}

// Takes away what was added since a decision.
void GraphSearch::rewind(const Frame& frame) {
  while (added_.size() > frame.added) {
    builder_.remove(added_.back());
    added_.pop_back();
  }
  graph_.set_stamp(frame.stamp);
  machine_.forget_checkpoints(frame.checkpoints);
}

GraphSearch::Retry GraphSearch::retry(Frame& frame) {
  rewind(frame);
  ++frame.retries;
  switch (frame.kind) {
    case Kind::read:
      return retry_read(frame);
    case Kind::write:
      return retry_write(frame);
    case Kind::revisit:
      return retry_revisit(frame);
    case Kind::choice:
      return retry_choice(frame);
  }
  return Retry::exhausted;
}

GraphSearch::Retry GraphSearch::retry_read(Frame& frame) {
  builder_.take_back(frame.event);
  machine_.changed(frame.event.thread, frame.event.index);
  if (frame.position == frame.lowest) return Retry::exhausted;
  return let_read(frame.event, --frame.position);
}

GraphSearch::Retry GraphSearch::retry_write(Frame& frame) {
  builder_.unwrite(frame.event);
  if (frame.revisiting || frame.position == frame.lowest) {
    frame.revisiting = true;
    return revisit_next(frame);
  }
  return builder_.write(frame.event, --frame.position) ? Retry::forward : Retry::again;
}

GraphSearch::Retry GraphSearch::retry_choice(Frame& frame) {
  const Event& event = graph_.event(frame.event);
  machine_.changed(frame.event.thread, frame.event.index);
  graph_.set_outcome(frame.event, 0);
  const bool fails = event.operation == Operation::fail;
  const std::uint64_t options = fails ? 2 : event.operand;
  if (fails && graph_.faults() >= machine_.faults_allowed()) return Retry::exhausted;
  if (frame.position + 1u >= options) return Retry::exhausted;
  graph_.set_outcome(frame.event, ++frame.position);
  return Retry::forward;
}

// Revisits ----------------------------------------------------------------------------------------

// Lets a write that has no place now revisit the next read that it can.
GraphSearch::Retry GraphSearch::revisit_next(Frame& frame) {
  const EventId write = frame.event;
  const Cell& cell = graph_.cell(graph_.event(write).location);
  const Clock& prefix = graph_.past(write).porf;
  while (frame.next_read < cell.reads.size()) {
    const EventId read = cell.reads[frame.next_read++];
    Lengths keep{};
    if (prefix.contains(read) || !plan_revisit(write, read, keep)) continue;
    revisit(write, read, keep);
    return Retry::again;
  }
  return Retry::exhausted;
}

// Whether a write may revisit a read, and how much of each task it would leave.
bool GraphSearch::plan_revisit(EventId write, EventId read, Lengths& keep) const {
  const Clock& prefix = graph_.past(write).porf;
  if (!is_maximal(read, prefix)) return false;
  const std::uint32_t stamp = graph_.event(read).stamp;
  for (std::uint16_t task = 0; task < graph_.threads(); ++task) {
    std::uint16_t length = graph_.length(task);
    while (length > prefix.count[task]) {
      const EventId last{task, static_cast<std::uint16_t>(length - 1)};
      if (graph_.event(last).stamp <= stamp) break;
      if (!is_maximal(last, prefix)) return false;
      --length;
    }
    keep[task] = length;
  }
  return true;
}

// Whether an event is as it would be if it were added last to what was there before it and to
// `prefix`: reading from the last write, written behind the last, and not read from.
bool GraphSearch::is_maximal(EventId id, const Clock& prefix) const {
  const Event& event = graph_.event(id);
  if (memory::is_choice(event.operation)) return event.value == 0;
  if (!event.reads && !event.writes) return true;
  const Cell& cell = graph_.cell(event.location);
  const auto was_there = [&](EventId write, std::uint32_t stamp) {
    return graph_.stamp_of_write(write) <= stamp || prefix.contains(write);
  };
  const auto is_last = [&](std::uint16_t position, std::uint32_t stamp) {
    for (std::size_t i = position + 1u; i < cell.co.size(); ++i) {
      if (was_there(cell.co[i], stamp)) return false;
    }
    return true;
  };
  if (event.reads) {
    if (!was_there(event.rf, event.stamp)) return false;
    if (!is_last(graph_.co_position(event.rf), event.stamp)) return false;
  }
  if (!event.writes) return true;
  if (!is_last(event.co_position, event.write_stamp)) return false;
  for (const EventId read : cell.reads) {
    const Event& reader = graph_.event(read);
    if (reader.rf != id) continue;
    if (reader.stamp <= event.write_stamp || prefix.contains(read)) return false;
  }
  return true;
}

void GraphSearch::revisit(EventId write, EventId read, const Lengths& keep) {
  for (std::uint32_t task = 0; task < graph_.threads(); ++task) {
    if (keep[task] < graph_.length(task)) machine_.changed(task, keep[task]);
  }
  machine_.changed(read.thread, read.index);
  graph_.cut(keep, read);
  const Event& event = graph_.event(write);
  std::uint16_t first = 0;
  std::uint16_t lowest = 0;
  if (event.reads) {
    first = lowest = static_cast<std::uint16_t>(graph_.co_position(event.rf) + 1);
  } else {
    first = static_cast<std::uint16_t>(graph_.cell(event.location).co.size());
    lowest = static_cast<std::uint16_t>(graph_.lowest_position(write) + 1);
  }
  push(Kind::revisit, write, static_cast<std::uint16_t>(first + 1), lowest);
  frames_.back().revisited = read;
}

GraphSearch::Retry GraphSearch::retry_revisit(Frame& frame) {
  const EventId write = frame.event;
  const EventId read = frame.revisited;
  if (frame.position == frame.lowest) {
    undo_revisit(frame);
    return Retry::exhausted;
  }
  builder_.take_back(read);
  builder_.unwrite(write);
  const std::uint16_t position = --frame.position;
  if (!builder_.write(write, position)) return Retry::again;
  if (position < graph_.lowest_position(read)) return Retry::again;
  graph_.event(read).write_stamp = graph_.stamp();
  graph_.set_stamp(graph_.stamp() + 1);
  return let_read(read, position);
}

void GraphSearch::undo_revisit(const Frame& frame) {
  builder_.take_back(frame.revisited);
  builder_.unwrite(frame.event);
  machine_.changed(frame.revisited.thread, frame.revisited.index);
  graph_.undo_cut();
}

}  // namespace vmcheck::explore
