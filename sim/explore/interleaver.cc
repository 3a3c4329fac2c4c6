#include "sim/explore/interleaver.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace vmcheck::explore {
namespace {

using run::ChoiceKind;
using run::Location;
using run::Order;
using run::Property;
using run::PropertyKind;
using run::Site;

// Ends a run whose property is broken: thrown where it broke, caught where the task began.
struct Broken {};

// Unwinds the stacks of the tasks that are left when a run ends early.
struct Cancelled {};

std::string_view order_suffix(Order order) {
  switch (order) {
    case Order::acquire:
      return " acquire";
    case Order::release:
      return " release";
    default:
      return "";
  }
}

}  // namespace

void Interleaver::reset() {
  cells_.clear();
  cell_names_.clear();
  task_count_ = 0;
  finally_ = nullptr;
  faults_left_ = 0;
  phase_ = Phase::setup;
  chosen_ = kNobody;
  events_.clear();
  violation_.reset();
  error_ = nullptr;
  length_ = {};
  given_up_ = false;
}

bool Interleaver::run_once() {
  reset();
  const Scope scope(*this);
  run_body([this] { scenario_.build(*this); });
  notes_.assign(task_count_ + 1, {});
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
    if (chosen_ == kNobody) return;
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

// The task that takes the next step, `preferred` being the first alternative: it is the running
// one, so that the first paths of a search switch least. Nobody when all have ended.
std::uint32_t Interleaver::choose_task(std::uint32_t preferred) {
  std::uint32_t alive = 0;
  for (std::uint32_t i = 0; i < task_count_; ++i) alive += !tasks_[i].fiber->finished();
  if (alive == 0) return kNobody;
  std::uint32_t pick = alive == 1 ? 0 : chooser_.choose(ChoiceKind::schedule, alive);
  if (preferred != kNobody && pick-- == 0) return preferred;
  for (std::uint32_t i = 0;; ++i) {
    if (i != preferred && !tasks_[i].fiber->finished() && pick-- == 0) return i;
  }
}

// Before each access: whoever is chosen goes on, to its own access.
void Interleaver::step() {
  if (running_ == kNobody) return;
  const std::uint32_t self = running_;
  if (phase_ == Phase::running) chosen_ = choose_task(self);
  if (chosen_ != self) {
    ++length_.switches;
    tasks_[self].fiber->suspend();
    if (cancelling_) throw Cancelled();
  }
  chosen_ = kNobody;
  ++steps_;
  if (++length_.steps > kMostSteps) {
    always(run::property::kEnds, false,
           [] { return fmt::format("still running after {} steps", kMostSteps); });
  }
  if (length_ > longest_) {
    given_up_ = true;
    throw Cancelled();
  }
}

Location Interleaver::word(std::string name, std::uint64_t value) {
  cells_.push_back({value, true});
  if (record_) cell_names_.push_back(std::move(name));
  return {static_cast<std::uint32_t>(cells_.size() - 1)};
}

Location Interleaver::bytes(std::string name, std::uint32_t count) {
  const auto first = static_cast<std::uint32_t>(cells_.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    cells_.push_back({0, false});
    if (record_) cell_names_.push_back(fmt::format("{}[{}]", name, i));
  }
  return {first};
}

Location Interleaver::guard(std::uint32_t count) {
  const Location first = bytes("out of bounds", count);
  for (std::uint32_t i = 0; i < count; ++i) cells_[first.number + i].forbidden = true;
  return first;
}

void Interleaver::task(std::string name, std::function<void()> body) {
  if (task_count_ == tasks_.size()) tasks_.push_back({{}, {}, std::make_unique<run::Fiber>()});
  tasks_[task_count_].name = std::move(name);
  tasks_[task_count_].body = std::move(body);
  ++task_count_;
}

Interleaver::Cell& Interleaver::cell(Location location, Site site) {
  if (location.number >= cells_.size() || cells_[location.number].forbidden) {
    always(run::property::kInBounds, false,
           [&] { return fmt::format("an access outside all memory (line {})", site.line); });
  }
  return cells_[location.number];
}

template <typename Text>
void Interleaver::record(Site site, Text text) {
  if (!record_ || phase_ == Phase::setup) return;
  // A note belongs to the step that follows it, which may come after other tasks' steps.
  for (std::string& note : notes_[noting()])
    events_.push_back({running_, true, std::move(note), {}});
  notes_[noting()].clear();
  events_.push_back({running_, false, text(), site});
}

std::uint64_t Interleaver::load(Location from, Order order, Site site) {
  step();
  const std::uint64_t value = cell(from, site).value;
  record(site, [&] {
    return fmt::format("{} -> {}{}", cell_names_[from.number], value, order_suffix(order));
  });
  return value;
}

void Interleaver::store(Location to, std::uint64_t value, Order order, Site site) {
  step();
  cell(to, site) = {value, true};
  record(site, [&] {
    return fmt::format("{} := {}{}", cell_names_[to.number], value, order_suffix(order));
  });
}

std::uint8_t Interleaver::load_byte(Location from, Site site) {
  step();
  const Cell byte = cell(from, site);
  record(site, [&] {
    return byte.written ? fmt::format("{} -> {}", cell_names_[from.number], byte.value)
                        : fmt::format("{} -> never written", cell_names_[from.number]);
  });
  always(run::property::kInitialised, byte.written,
         [&] { return std::string("a byte is read that nobody has written"); });
  return static_cast<std::uint8_t>(byte.value);
}

void Interleaver::store_byte(Location to, std::uint8_t value, Site site) {
  step();
  cell(to, site) = {value, true};
  record(site, [&] { return fmt::format("{} := {}", cell_names_[to.number], value); });
}

bool Interleaver::fails(Site site) {
  if (running_ == kNobody || faults_left_ == 0 || chooser_.choose(ChoiceKind::fault, 2) == 0)
    return false;
  --faults_left_;
  record(site, [] { return std::string("fails"); });
  return true;
}

std::uint32_t Interleaver::choose(std::uint32_t options) {
  return options == 1 ? 0 : chooser_.choose(ChoiceKind::value, options);
}

void Interleaver::note(std::function<std::string()> text) {
  if (record_) notes_[noting()].push_back(text());
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

void Interleaver::always(const Property& property, bool holds,
                         const std::function<std::string()>& message) {
  count(property);
  if (holds) return;
  Violation violation{property, message(), {}, {}, std::move(events_)};
  for (std::uint32_t i = 0; i < task_count_; ++i) violation.tasks.push_back(tasks_[i].name);
  violation_ = std::move(violation);
  throw Broken();
}

void Interleaver::sometimes(const Property& property, bool reached) {
  if (reached) count(property);
}

}  // namespace vmcheck::explore
