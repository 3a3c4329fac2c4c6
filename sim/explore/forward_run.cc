#include "sim/explore/forward_run.h"

#include <algorithm>

namespace vmcheck::explore {

using memory::Event;
using memory::EventId;
using memory::Operation;

std::vector<std::uint32_t> in_order_of_choice(std::vector<std::uint32_t> ready,
                                              std::uint32_t running) {
  const auto last = std::find(ready.begin(), ready.end(), running);
  if (last != ready.end()) std::rotate(ready.begin(), last, last + 1);
  return ready;
}

std::uint32_t ChooserDirector::choose(run::ChoiceKind kind, std::size_t options) {
  return options == 1 ? 0 : chooser_.choose(kind, static_cast<std::uint32_t>(options));
}

std::uint32_t ChooserDirector::task(const std::vector<std::uint32_t>& ready) {
  const std::vector<std::uint32_t> order = in_order_of_choice(ready, running_);
  return running_ = order[choose(run::ChoiceKind::schedule, order.size())];
}

std::uint16_t ChooserDirector::source(EventId, const std::vector<std::uint16_t>& positions) {
  return positions[choose(run::ChoiceKind::reads_from, positions.size())];
}

std::uint16_t ChooserDirector::place(EventId, const std::vector<std::uint16_t>& positions) {
  return positions[choose(run::ChoiceKind::coherence, positions.size())];
}

std::uint32_t ChooserDirector::value(EventId, std::uint32_t options) {
  return choose(run::ChoiceKind::value, options);
}

bool ChooserDirector::fails(EventId) {
  return choose(run::ChoiceKind::fault, 2) != 0;
}

void ForwardRun::run(const std::function<void(EventId)>& added) {
  while (!machine_.broken()) {
    const std::vector<std::uint32_t> tasks = ready();
    if (machine_.broken()) return;
    if (tasks.empty()) break;
    const EventId id = add(director_.task(tasks));
    if (added) added(id);
  }
  if (!machine_.broken()) builder_.judge();
}

std::vector<std::uint32_t> ForwardRun::ready() {
  std::vector<std::uint32_t> tasks;
  for (std::uint32_t task = 0; task < machine_.tasks(); ++task) {
    if (builder_.next(task) != nullptr) tasks.push_back(task);
    if (machine_.broken()) break;
  }
  return tasks;
}

EventId ForwardRun::add(std::uint32_t task) {
  const Event& request = *builder_.next(task);
  const Operation operation = request.operation;
  const EventId id = builder_.append(task, request);
  if (machine_.broken()) return id;
  if (memory::is_read(operation)) add_read(id);
  if (memory::is_pure_write(operation)) add_write(id);
  if (memory::is_choice(operation)) add_choice(id);
  return id;
}

// Lets a read read from a position and, if it writes, write. False when the model does not allow
// it.
bool ForwardRun::reads_from(EventId id, std::uint16_t position) {
  switch (builder_.read(id, position)) {
    case GraphBuilder::Reading::refused:
      return false;
    case GraphBuilder::Reading::done:
      return true;
    case GraphBuilder::Reading::writes:
      return builder_.write_back(id);
  }
  return false;
}

void ForwardRun::add_read(EventId id) {
  const memory::Graph& graph = machine_.graph();
  const std::uint16_t lowest = graph.lowest_position(id);
  std::vector<std::uint16_t> positions;
  for (auto p = static_cast<std::uint16_t>(graph.cell(graph.event(id).location).co.size());
       p-- > lowest;) {
    // One that breaks a property breaks it again if it is chosen.
    if (reads_from(id, p)) positions.push_back(p);
    machine_.forget_broken();
    builder_.take_back(id);
  }
  reads_from(id, director_.source(id, positions));
}

void ForwardRun::add_write(EventId id) {
  builder_.announce(id);
  const memory::Graph& graph = machine_.graph();
  const auto lowest = static_cast<std::uint16_t>(graph.lowest_position(id) + 1);
  std::vector<std::uint16_t> positions;
  auto p = static_cast<std::uint16_t>(graph.cell(graph.event(id).location).co.size() + 1);
  while (p-- > lowest) {
    if (builder_.write(id, p)) positions.push_back(p);
    machine_.forget_broken();
    builder_.unwrite(id);
  }
  builder_.write(id, director_.place(id, positions));
}

void ForwardRun::add_choice(EventId id) {
  memory::Graph& graph = machine_.graph();
  const Event& event = graph.event(id);
  graph.set_outcome(id, 0);
  if (event.operation == Operation::choose) {
    graph.set_outcome(id, director_.value(id, static_cast<std::uint32_t>(event.operand)));
  } else if (graph.faults() < machine_.faults_allowed()) {
    graph.set_outcome(id, director_.fails(id) ? 1 : 0);
  }
}

}  // namespace vmcheck::explore
