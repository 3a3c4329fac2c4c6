#include "sim/explore/interleaver.h"

#include <fmt/core.h>

#include <string_view>
#include <utility>

namespace vmcheck::explore {
namespace {

using run::ChoiceKind;
using run::Location;
using run::Order;
using run::Property;
using run::PropertyKind;
using run::Rmw;
using run::Site;

// Ends a run whose property is broken: thrown where it broke, caught where the task began.
struct Broken {};

// Unwinds the stacks of the tasks that are left when a run ends early.
struct Cancelled {};

}  // namespace

void Interleaver::reset() {
  cells_.clear();
  task_count_ = 0;
  finally_ = nullptr;
  owned_.clear();
  faults_left_ = 0;
  phase_ = Phase::setup;
  chosen_ = kNobody;
  violation_.reset();
  error_ = nullptr;
  length_ = 0;
  given_up_ = false;
}

bool Interleaver::run_once() {
  reset();
  const Scope scope(*this);
  run_body([this] { scenario_.build(*this); });
  if (!violation_ && !error_) run_tasks();
  phase_ = Phase::rest;
  if (!violation_ && !error_ && !given_up_ && finally_) run_body(finally_);
  if (error_) std::rethrow_exception(error_);
  return !violation_;
}

void Interleaver::run_tasks() {
  phase_ = Phase::start;
  for (std::uint32_t i = 0; i < task_count_; ++i) {
    Task& task = tasks_[i];
    task.fiber->start([this, &task] { run_body(task.body); });
    resume(i);
    if (violation_ || error_) break;
  }
  phase_ = Phase::running;
  chosen_ = kNobody;
  while (!violation_ && !error_ && !given_up_) {
    // A task that suspends has chosen its successor; one that has ended leaves the choice to us.
    if (chosen_ == kNobody) chosen_ = choose_task(kNobody);
    if (chosen_ == kNobody) {
      if (everybody_finished()) return;
      report_deadlock();
      break;
    }
    resume(std::exchange(chosen_, kNobody));
  }
  cancel_tasks();
}

void Interleaver::run_body(const std::function<void()>& body) {
  try {
    body();
  } catch (const Broken&) {
  } catch (const Cancelled&) {
  } catch (...) {
    error_ = std::current_exception();
  }
}

void Interleaver::resume(std::uint32_t task) {
  running_ = task;
  tasks_[task].fiber->resume();
  running_ = kNobody;
}

void Interleaver::cancel_tasks() {
  cancelling_ = true;
  for (std::uint32_t i = 0; i < task_count_; ++i) {
    if (!tasks_[i].fiber->finished()) resume(i);
  }
  cancelling_ = false;
}

bool Interleaver::can_run(const Task& task) const {
  return !task.fiber->finished() && (!task.ready || task.ready());
}

// The task that takes the next step, `preferred` being the first alternative: it is the running
// one, so that the first paths of a search switch least. Nobody when all have ended.
std::uint32_t Interleaver::choose_task(std::uint32_t preferred) {
  std::uint32_t ready = 0;
  for (std::uint32_t i = 0; i < task_count_; ++i) ready += can_run(tasks_[i]);
  if (ready == 0) return kNobody;
  std::uint32_t pick = ready == 1 ? 0 : chooser_.choose(ChoiceKind::schedule, ready);
  if (preferred != kNobody && can_run(tasks_[preferred]) && pick-- == 0) return preferred;
  for (std::uint32_t i = 0;; ++i) {
    if (i != preferred && can_run(tasks_[i]) && pick-- == 0) return i;
  }
}

// Before each access: whoever is chosen goes on, to its own access.
void Interleaver::step() {
  if (running_ == kNobody) return;
  const std::uint32_t self = running_;
  if (phase_ == Phase::running) chosen_ = choose_task(self);
  if (chosen_ != self) {
    tasks_[self].fiber->suspend();
    if (cancelling_) throw Cancelled();
  }
  chosen_ = kNobody;
  ++steps_;
  if (++length_ > kMostSteps) {
    always(run::property::kEnds, false,
           [] { return fmt::format("still running after {} steps", kMostSteps); });
  }
}

Location Interleaver::word(std::string, std::uint64_t value) {
  cells_.push_back({value, true});
  return {static_cast<std::uint32_t>(cells_.size() - 1)};
}

Location Interleaver::bytes(std::string, std::uint32_t count) {
  const auto first = static_cast<std::uint32_t>(cells_.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    cells_.push_back({0, false});
  }
  return {first};
}

Location Interleaver::guard(std::uint32_t count) {
  const Location first = bytes("out of bounds", count);
  for (std::uint32_t i = 0; i < count; ++i) cells_[first.number + i].forbidden = true;
  return first;
}

std::uint32_t Interleaver::task(std::string name, std::function<void()> body) {
  if (task_count_ == tasks_.size()) tasks_.push_back({{}, {}, std::make_unique<run::Fiber>(), {}});
  Task& task = tasks_[task_count_];
  task.name = std::move(name);
  task.body = std::move(body);
  task.ready = nullptr;
  return task_count_++;
}

std::uint32_t Interleaver::dormant_task(std::string name, std::function<void()> body) {
  const std::uint32_t number = task(std::move(name), [this, body = std::move(body)] {
    step();
    body();
  });
  tasks_[number].ready = [] { return false; };
  return number;
}

void* Interleaver::own_memory(std::size_t size, std::size_t) {
  owned_.push_back(std::make_unique<std::byte[]>(size));
  return owned_.back().get();
}

Interleaver::Cell& Interleaver::cell(Location location, Site site) {
  if (location.number >= cells_.size() || cells_[location.number].forbidden) {
    always(run::property::kInBounds, false,
           [&] { return fmt::format("an access outside all memory (line {})", site.line); });
  }
  return cells_[location.number];
}

std::uint64_t Interleaver::load(Location from, Order, Site site) {
  step();
  const Cell seen = cell(from, site);
  always(run::property::kInitialised, seen.written,
         [&] { return std::string("a byte is read that nobody has written"); });
  return seen.value;
}

void Interleaver::store(Location to, std::uint64_t value, Order, Site site) {
  step();
  cell(to, site) = {value, true};
}

std::uint64_t Interleaver::read_modify_write(Location at, Rmw operation, std::uint64_t operand,
                                             Order, Site site) {
  step();
  Cell& word = cell(at, site);
  return std::exchange(word.value, apply(operation, word.value, operand));
}

std::uint64_t Interleaver::compare_exchange(Location at, std::uint64_t expected,
                                            std::uint64_t desired, Order, Order, Site site) {
  step();
  Cell& word = cell(at, site);
  const std::uint64_t old = word.value;
  if (old == expected) word.value = desired;
  return old;
}

// Under sequential consistency a fence does nothing.
void Interleaver::fence(run::Fence, Site) {
  step();
}

// Lets the running task take no step before `ready`.
void Interleaver::wait(std::function<bool()> ready) {
  if (running_ == kNobody) return;
  tasks_[running_].ready = std::move(ready);
  step();
  tasks_[running_].ready = nullptr;
}

std::uint64_t Interleaver::await(Location from, run::Condition condition, Order, Site site) {
  const std::uint32_t at = from.number;
  cell(from, site);
  wait([=, this] { return condition.holds(cells_[at].value); });
  const std::uint64_t value = cells_[at].value;
  return value;
}

void Interleaver::lock(Location at, Site site) {
  cell(at, site);
  wait([=, this] { return cells_[at.number].value == 0; });
  cells_[at.number].value = 1;
}

void Interleaver::unlock(Location at, Site site) {
  step();
  cell(at, site).value = 0;
}

void Interleaver::spawn(std::uint32_t task, Site) {
  step();
  tasks_.at(task).ready = nullptr;
}

void Interleaver::join(std::uint32_t task, Site) {
  wait([=, this] { return tasks_.at(task).fiber->finished(); });
}

void Interleaver::assume(bool holds) {
  if (holds) return;
  given_up_ = true;
  throw Cancelled();
}

bool Interleaver::fails(Site) {
  if (running_ == kNobody || faults_left_ == 0 || chooser_.choose(ChoiceKind::fault, 2) == 0)
    return false;
  --faults_left_;
  return true;
}

std::uint32_t Interleaver::choose(std::uint32_t options) {
  return options == 1 ? 0 : chooser_.choose(ChoiceKind::value, options);
}

// Properties that the scenario does not list are enforced as well, but need not occur.
void Interleaver::count(const Property& property) {
  for (Coverage& entry : coverage_) {
    if (entry.property == property) {
      ++entry.count;
      return;
    }
  }
}

void Interleaver::violate(const Property& property, std::string message) {
  count(property);
  set_violation(property, std::move(message));
  throw Broken();
}

void Interleaver::set_violation(const Property& property, std::string message) {
  violation_ = Violation{property, std::move(message), {}, {}, {}};
}

bool Interleaver::everybody_finished() const {
  for (std::uint32_t i = 0; i < task_count_; ++i) {
    if (!tasks_[i].fiber->finished()) return false;
  }
  return true;
}

void Interleaver::report_deadlock() {
  std::string waiting;
  for (std::uint32_t i = 0; i < task_count_; ++i) {
    if (tasks_[i].fiber->finished()) continue;
    waiting += (waiting.empty() ? "" : ", ") + tasks_[i].name;
  }
  set_violation(run::property::kProgress, "waiting for ever: " + waiting);
}

}  // namespace vmcheck::explore
