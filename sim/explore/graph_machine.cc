#include "sim/explore/graph_machine.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace vmcheck::explore {
namespace {

using memory::Event;
using memory::EventId;
using memory::Operation;
using run::Location;
using run::Property;

// Ends setup or `finally` when a property is broken there. A task's fiber is just left alone.
struct BrokenAtRest {};

EventId id_of(std::uint32_t task, std::uint32_t index) {
  return {static_cast<std::uint16_t>(task), static_cast<std::uint16_t>(index)};
}

}  // namespace

GraphMachine::GraphMachine(const run::Scenario& scenario) : scenario_(scenario) {
  for (const Property& property : scenario.properties) coverage_.push_back({property, 0});
}

// Building ----------------------------------------------------------------------------------------

void GraphMachine::build(run::Chooser& chooser, memory::Knowledge knowledge) {
  values_.clear();
  names_.clear();
  task_count_ = 0;
  next_blocks_.clear();
  finally_ = nullptr;
  faults_allowed_ = 0;
  running_ = kNobody;
  arena_.release(0);
  broken_.reset();
  chooser_ = &chooser;
  {
    const Scope scope(*this);
    try {
      scenario_.build(*this);
    } catch (const BrokenAtRest&) {
    }
  }
  chooser_ = nullptr;
  cells_.clear();
  for (const Value& value : values_) {
    memory::Cell cell;
    cell.initial = value.value;
    cell.written = value.written;
    cell.co.push_back(memory::initial_write(static_cast<std::uint32_t>(cells_.size())));
    cells_.push_back(std::move(cell));
  }
  graph_.reset(task_count_, cells_, knowledge);
  for (std::uint32_t i = 0; i < task_count_; ++i) {
    Task& task = tasks_[i];
    task.initial.clear();
    for (const Block& block : task.blocks) {
      task.initial.insert(task.initial.end(), block.memory.get(), block.memory.get() + block.used);
    }
    task.started = false;
    task.position = task.agreed = 0;
  }
}

Location GraphMachine::word(std::string name, std::uint64_t value) {
  const auto first = static_cast<std::uint32_t>(values_.size());
  names_.emplace_back(std::move(name), first);
  values_.push_back({value, true, false});
  return {first};
}

Location GraphMachine::bytes(std::string name, std::uint32_t count) {
  const auto first = static_cast<std::uint32_t>(values_.size());
  names_.emplace_back(std::move(name) + "[]", first);
  values_.resize(values_.size() + count, Value{0, false, false});
  return {first};
}

Location GraphMachine::guard(std::uint32_t count) {
  const auto first = static_cast<std::uint32_t>(values_.size());
  names_.emplace_back("out of bounds", first);
  values_.resize(values_.size() + count, Value{0, false, true});
  return {first};
}

std::string GraphMachine::location_name(std::uint32_t location) const {
  const auto behind = std::find_if(names_.begin(), names_.end(),
                                   [&](const auto& name) { return name.second > location; });
  const auto& [name, first] = *(behind - 1);
  if (!name.ends_with("[]")) return name;
  return fmt::format("{}[{}]", name.substr(0, name.size() - 2), location - first);
}

std::uint32_t GraphMachine::task(std::string name, std::function<void()> body) {
  if (task_count_ == memory::kMostThreads) {
    throw std::invalid_argument(
        fmt::format("scenario {} has more than {} tasks", scenario_.name, memory::kMostThreads));
  }
  if (task_count_ == tasks_.size()) {
    tasks_.emplace_back();
    tasks_.back().fiber = std::make_unique<run::Fiber>();
  }
  Task& task = tasks_[task_count_];
  task.name = std::move(name);
  task.body = std::move(body);
  task.dormant = false;
  task.blocks = std::exchange(next_blocks_, {});
  return task_count_++;
}

std::uint32_t GraphMachine::dormant_task(std::string name, std::function<void()> body) {
  const std::uint32_t number = task(std::move(name), std::move(body));
  tasks_[number].dormant = true;
  return number;
}

void* GraphMachine::own_memory(std::size_t size, std::size_t alignment) {
  constexpr std::size_t kBlock = 4096;
  const auto fits = [&](const Block& block) {
    return (block.used + alignment - 1) / alignment * alignment + size <= block.size;
  };
  if (next_blocks_.empty() || !fits(next_blocks_.back())) {
    const std::size_t bytes = std::max(kBlock, size);
    next_blocks_.push_back({std::make_unique<std::byte[]>(bytes), 0, bytes});
  }
  Block& block = next_blocks_.back();
  const std::size_t offset = (block.used + alignment - 1) / alignment * alignment;
  block.used = offset + size;
  return block.memory.get() + offset;
}

// Running tasks -----------------------------------------------------------------------------------

const Event* GraphMachine::next(std::uint32_t number) {
  Task& task = tasks_[number];
  bring_back(number);
  while (!task.started || task.position < graph_.length(number)) {
    if (task.started && graph_.event(id_of(number, task.position)).blocked) return nullptr;
    resume(number);
    if (broken_) return nullptr;
  }
  return task.request;
}

void GraphMachine::resume(std::uint32_t number) {
  Task& task = tasks_[number];
  if (!task.started) {
    task.started = true;
    task.fiber->start([this, &task] { run_task_code(task); });
  }
  const Scope scope(*this);
  running_ = number;
  task.fiber->resume();
  running_ = kNobody;
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

// On the task's fiber. It never returns: the end of a task is an event like others, to which a
// search can come back.
void GraphMachine::run_task_code(const Task& task) {
  try {
    Event event;
    if (task.dormant) {
      event.operation = Operation::start;
      this->event(event);
    }
    task.body();
    event.operation = Operation::end;
    this->event(event);
  } catch (...) {
    error_ = std::current_exception();
  }
  for (;;) task.fiber->suspend();
}

// Makes what the task's code has seen a part of the graph again.
void GraphMachine::bring_back(std::uint32_t number) {
  Task& task = tasks_[number];
  if (task.position <= task.agreed) return;
  for (std::uint32_t index = graph_.length(number); index-- > 0;) {
    const std::uint32_t checkpoint = graph_.event(id_of(number, index)).checkpoint;
    if (checkpoint == Event::kNoCheckpoint) continue;
    restore(task, checkpoint);
    return;
  }
  const std::byte* objects = task.initial.data();
  for (Block& block : task.blocks) {
    std::memcpy(block.memory.get(), objects, block.used);
    objects += block.used;
  }
  task.started = false;
  task.position = task.agreed = 0;
}

std::uint32_t GraphMachine::checkpoint(std::uint32_t number) {
  if (!run::Fiber::can_restore()) return Event::kNoCheckpoint;
  const Task& task = tasks_[number];
  const std::size_t stack = task.fiber->depth();
  const std::size_t offset = arena_.take(sizeof(Checkpoint) + task.initial.size() + stack);
  const Checkpoint head{task.position, static_cast<std::uint32_t>(stack), task.request};
  std::byte* to = arena_.at(offset);
  std::memcpy(to, &head, sizeof(head));
  to += sizeof(head);
  for (const Block& block : task.blocks) {
    std::memcpy(to, block.memory.get(), block.used);
    to += block.used;
  }
  task.fiber->save(to);
  return static_cast<std::uint32_t>(offset);
}

void GraphMachine::restore(Task& task, std::uint32_t checkpoint) {
  Checkpoint head;
  const std::byte* from = arena_.at(checkpoint);
  std::memcpy(&head, from, sizeof(head));
  from += sizeof(head);
  for (Block& block : task.blocks) {
    std::memcpy(block.memory.get(), from, block.used);
    from += block.used;
  }
  task.fiber->restore(from, head.stack);
  task.position = task.agreed = head.position;
  task.request = head.request;
}

// Gives the next event of the running task: from the graph if it is there, else by asking for it.
const Event& GraphMachine::event(const Event& request) {
  Task& task = tasks_[running_];
  if (task.position == graph_.length(running_) &&
      (adder_ == nullptr || !adder_->add_at_once(running_, request))) {
    task.request = &request;
    task.fiber->suspend();
  }
  const Event& event = graph_.event(id_of(running_, task.position));
  if (event.operation != request.operation || event.location != request.location ||
      event.operand != request.operand) {
    throw std::logic_error(
        fmt::format("scenario {} is not deterministic: task {} does something else at its access "
                    "number {} than before; does it change anything besides its stack and its own "
                    "objects?",
                    scenario_.name, task.name, task.position));
  }
  task.agreed = ++task.position;
  return event;
}

// At rest -----------------------------------------------------------------------------------------

// Brings a task to its end, as the graph has it, so that its objects are as it left them.
void GraphMachine::finish(std::uint32_t number) {
  bring_back(number);
  while (!tasks_[number].started || tasks_[number].position + 1 < graph_.length(number)) {
    resume(number);
  }
}

bool GraphMachine::run_finally() {
  if (!finally_) return true;
  objects_at_end_.clear();
  for (std::uint32_t i = 0; i < task_count_; ++i) {
    finish(i);
    for (const Block& block : tasks_[i].blocks) {
      objects_at_end_.insert(objects_at_end_.end(), block.memory.get(),
                             block.memory.get() + block.used);
    }
  }
  for (std::uint32_t i = 0; i < graph_.cells(); ++i) {
    const EventId last = graph_.cell(i).co.back();
    values_[i].value = graph_.value_of(last);
    values_[i].written = graph_.cell(i).written || !memory::is_initial(last);
  }
  {
    const Scope scope(*this);
    try {
      finally_();
    } catch (const BrokenAtRest&) {
    }
  }
  const std::byte* from = objects_at_end_.data();
  for (std::uint32_t i = 0; i < task_count_; ++i) {
    for (Block& block : tasks_[i].blocks) {
      std::memcpy(block.memory.get(), from, block.used);
      from += block.used;
    }
  }
  return !broken_;
}

// Properties --------------------------------------------------------------------------------------

void GraphMachine::add_note(std::string text) {
  if (runs_a_task() && tasks_[running_].position < graph_.length(running_)) return;  // told before
  listener_->note(runs_a_task() ? running_ : task_count_, std::move(text));
}

// Properties that the scenario does not list are enforced as well, but need not occur.
void GraphMachine::count(const Property& property) {
  for (const auto& [known, index] : counters_) {
    if (known != &property) continue;
    if (index < coverage_.size()) ++coverage_[index].count;
    return;
  }
  const auto entry = std::find_if(coverage_.begin(), coverage_.end(),
                                  [&](const Coverage& c) { return c.property == property; });
  counters_.emplace_back(&property, entry - coverage_.begin());
  if (entry != coverage_.end()) ++entry->count;
}

void GraphMachine::set_broken(const Property& property, std::string message) {
  broken_ = Broken{property, std::move(message), true, {}};
}

void GraphMachine::set_broken(const Property& property, std::string message,
                              std::vector<EventId> events) {
  broken_ = Broken{property, std::move(message), false, std::move(events)};
}

void GraphMachine::violate(const Property& property, std::string message) {
  count(property);
  if (!runs_a_task()) {
    set_broken(property, std::move(message));
    throw BrokenAtRest();
  }
  Task& task = tasks_[running_];
  std::vector<EventId> events;
  if (task.position > 0) events.push_back(id_of(running_, task.position - 1));
  set_broken(property, std::move(message), std::move(events));
  task.position = UINT32_MAX;  // never to be gone on with
  for (;;) task.fiber->suspend();
}

}  // namespace vmcheck::explore
