// The accesses of tasks, and of code at rest, as requests for events.
#include <fmt/core.h>

#include <stdexcept>
#include <utility>

#include "sim/explore/graph_machine.h"

namespace vmcheck::explore {

using memory::Event;
using memory::Operation;
using run::Location;
using run::Order;
using run::Rmw;
using run::Site;

Event GraphMachine::access(Operation operation, Location at, Order order, Site site) {
  const bool inside = at.number < values_.size() && !values_[at.number].forbidden;
  if (!inside) {
    violate(run::property::kInBounds,
            fmt::format("an access outside all memory (line {})", site.line));
  }
  Event event;
  event.operation = operation;
  event.order = order;
  event.location = at.number;
  event.site = site;
  event.dependencies = std::exchange(dependencies_, {});
  return event;
}

void GraphMachine::check_initialised(bool written) {
  if (!written) violate(run::property::kInitialised, "a byte is read that nobody has written");
}

std::uint64_t GraphMachine::read(const Event& request) {
  const Event& done = event(request);
  if (memory::is_initial(done.rf)) check_initialised(graph_.cell(done.location).written);
  return done.read_value;
}

void GraphMachine::tell_at_rest(const char* operation, Location location, Site site) {
  if (chooser_ != nullptr || !tells_story()) return;
  const Value& value = value_at_rest(location);
  const std::string text = value.written ? std::to_string(value.value) : "never written";
  listener_->at_rest(fmt::format("{} {} {}", location_name(location.number), operation, text),
                     site);
}

std::uint64_t GraphMachine::load(Location from, Order order, Site site) {
  const Event request = access(Operation::load, from, order, site);
  if (runs_a_task()) return read(request);
  tell_at_rest("->", from, site);
  check_initialised(value_at_rest(from).written);
  return value_at_rest(from).value;
}

void GraphMachine::store(Location to, std::uint64_t value, Order order, Site site) {
  Event request = access(Operation::store, to, order, site);
  if (!runs_a_task()) {
    value_at_rest(to) = {value, true, false};
    tell_at_rest(":=", to, site);
    return;
  }
  request.operand = value;
  event(request);
}

std::uint64_t GraphMachine::read_modify_write(Location at, Rmw operation, std::uint64_t operand,
                                              Order order, Site site) {
  Event request = access(Operation::read_modify_write, at, order, site);
  if (!runs_a_task()) {
    const std::uint64_t old = value_at_rest(at).value;
    value_at_rest(at).value = apply(operation, old, operand);
    return old;
  }
  request.rmw = operation;
  request.operand = operand;
  return read(request);
}

std::uint64_t GraphMachine::compare_exchange(Location at, std::uint64_t expected,
                                             std::uint64_t desired, Order success, Order failure,
                                             Site site) {
  Event request = access(Operation::compare_exchange, at, success, site);
  if (!runs_a_task()) {
    const std::uint64_t old = value_at_rest(at).value;
    if (old == expected) value_at_rest(at).value = desired;
    return old;
  }
  request.success = success;
  request.failure = failure;
  request.expected = expected;
  request.operand = desired;
  return read(request);
}

void GraphMachine::fence(run::Fence kind, Site site) {
  if (!runs_a_task()) return;
  Event request;
  request.operation = Operation::fence;
  request.fence = kind;
  request.site = site;
  event(request);
}

std::uint64_t GraphMachine::await(Location from, run::Condition condition, Order order, Site site) {
  Event request = access(Operation::await, from, order, site);
  if (!runs_a_task()) {
    if (!condition.holds(value_at_rest(from).value)) {
      violate(run::property::kProgress, "waits at rest for a value that nobody can write any more");
    }
    return value_at_rest(from).value;
  }
  request.condition = condition.is;
  request.expected = condition.value;
  return read(request);
}

void GraphMachine::lock(Location at, Site site) {
  const Event request = access(Operation::lock, at, Order::acquire, site);
  if (runs_a_task()) {
    read(request);
  } else if (std::exchange(value_at_rest(at).value, 1) != 0) {
    violate(run::property::kProgress, "waits at rest for a lock that nobody can release any more");
  }
}

void GraphMachine::unlock(Location at, Site site) {
  const Event request = access(Operation::unlock, at, Order::release, site);
  if (runs_a_task()) {
    event(request);
  } else {
    value_at_rest(at).value = 0;
  }
}

void GraphMachine::spawn(std::uint32_t task, Site site) {
  Event request;
  request.operation = Operation::spawn;
  request.operand = task;
  request.site = site;
  event(request);
}

void GraphMachine::join(std::uint32_t task, Site site) {
  Event request;
  request.operation = Operation::join;
  request.operand = task;
  request.site = site;
  event(request);
}

void GraphMachine::assume(bool holds) {
  if (holds || !runs_a_task()) return;
  Event request;
  request.operation = Operation::stop;
  event(request);
  for (;;) tasks_[running_].fiber->suspend();
}

std::uint32_t GraphMachine::accesses() const {
  return runs_a_task() ? tasks_[running_].position : 0;
}

void GraphMachine::next_depends_on(const run::Dependencies& dependencies) {
  dependencies_ = dependencies;
}

bool GraphMachine::fails(Site site) {
  if (!runs_a_task() || faults_allowed_ == 0) return false;
  Event request;
  request.operation = Operation::fail;
  request.site = site;
  return event(request).value != 0;
}

std::uint32_t GraphMachine::choose(std::uint32_t options) {
  if (options == 1) return 0;
  if (!runs_a_task()) {
    if (chooser_ == nullptr) throw std::logic_error("a choice after all tasks have ended");
    return chooser_->choose(run::ChoiceKind::value, options);
  }
  Event request;
  request.operation = Operation::choose;
  request.operand = options;
  return static_cast<std::uint32_t>(event(request).value);
}

}  // namespace vmcheck::explore
