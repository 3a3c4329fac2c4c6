#include "sim/explore/interleaving.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

#include "sim/run/fiber.h"

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

// How much there is to read in a run: steps of tasks, then switches between tasks.
struct Length {
  std::uint64_t steps = 0;
  std::uint64_t switches = 0;

  friend auto operator<=>(const Length&, const Length&) = default;
};

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

// One machine for all runs of a search: memory and fibers are kept from run to run.
class Interleaver final : public run::Machine {
 public:
  Interleaver(const run::Scenario& scenario, run::Chooser& chooser, bool record)
      : scenario_(scenario), chooser_(chooser), record_(record) {
    for (const Property& property : scenario.properties) coverage_.push_back({property, 0});
  }

  // Runs the scenario once. False when a property broke.
  bool run_once();

  // Gives up runs, as if nothing had broken, once they are longer than this.
  void limit_length(const Length& longest) { longest_ = longest; }

  // The length of the run.
  const Length& length() const { return length_; }

  std::optional<Violation> take_violation() { return std::exchange(violation_, {}); }
  const std::vector<Coverage>& coverage() const { return coverage_; }
  std::uint64_t steps() const { return steps_; }

  Location word(std::string name, std::uint64_t value) override;
  Location bytes(std::string name, std::uint32_t count) override;
  Location guard(std::uint32_t count) override;
  void task(std::string name, std::function<void()> body) override;
  void finally(std::function<void()> body) override { finally_ = std::move(body); }
  void allow_faults(std::uint32_t count) override { faults_left_ = count; }

  std::uint64_t load(Location from, Order order, Site site) override;
  void store(Location to, std::uint64_t value, Order order, Site site) override;
  std::uint8_t load_byte(Location from, Site site) override;
  void store_byte(Location to, std::uint8_t value, Site site) override;
  bool fails(Site site) override;
  std::uint32_t choose(std::uint32_t options) override;
  void note(std::function<std::string()> text) override;
  void always(const Property& property, bool holds,
              const std::function<std::string()>& message) override;
  void sometimes(const Property& property, bool reached) override;

 private:
  struct Cell {
    std::uint64_t value;
    bool written;
    bool forbidden = false;
  };

  struct Task {
    std::string name;
    std::function<void()> body;
    std::unique_ptr<run::Fiber> fiber;
  };

  enum class Phase {
    setup,    // the scenario builds its program
    start,    // each task runs up to its first step, and stops there
    running,  // tasks take steps as they are chosen
    rest,     // `finally` runs alone
  };

  static constexpr std::uint32_t kNobody = UINT32_MAX;
  static constexpr std::uint64_t kMostSteps = 1'000'000;  // of a run

  void reset();
  void run_tasks();
  void run_body(const std::function<void()>& body);
  void resume(std::uint32_t task);
  void cancel_tasks();
  std::uint32_t choose_task(std::uint32_t preferred);
  void step();
  Cell& cell(Location location, Site site);
  void count(const Property& property);
  template <typename Text>
  void record(Site site, Text text);

  // Where the running task's notes wait for its next step; behind the tasks', those of `finally`.
  std::size_t noting() const { return std::min<std::size_t>(running_, task_count_); }

  const run::Scenario& scenario_;
  run::Chooser& chooser_;
  const bool record_;

  std::vector<Cell> cells_;
  std::vector<std::string> cell_names_;  // only while recording
  std::vector<Task> tasks_;              // the first task_count_ are this run's
  std::uint32_t task_count_ = 0;
  std::function<void()> finally_;
  std::uint32_t faults_left_ = 0;

  std::uint32_t running_ = kNobody;  // the task whose code runs; nobody: setup or `finally`
  std::uint32_t chosen_ = kNobody;   // the task that takes the next step
  Phase phase_ = Phase::setup;
  bool cancelling_ = false;
  std::exception_ptr error_;

  Length length_;
  Length longest_{UINT64_MAX, UINT64_MAX};
  bool given_up_ = false;

  std::uint64_t steps_ = 0;  // of all runs
  std::vector<Coverage> coverage_;
  std::vector<Event> events_;
  std::vector<std::vector<std::string>> notes_;  // only while recording
  std::optional<Violation> violation_;
};

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

// A property that no run evaluated or reached: the scenario does not show what it claims to.
std::optional<Violation> find_vacuous(const Result& result) {
  for (const Coverage& entry : result.coverage) {
    if (entry.count > 0) continue;
    const char* what =
        entry.property.kind == PropertyKind::sometimes ? "never reached" : "never evaluated";
    return Violation{
        entry.property, fmt::format("{} in {} executions", what, result.executions), {}, {}, {}};
  }
  return std::nullopt;
}

// A shorter run that breaks the same property, if there is one among the first runs of a search.
run::Path shorten(const run::Scenario& scenario, const run::Path& path, const Limits& limits) {
  constexpr std::uint64_t kMostRuns = 20'000;
  run::Replay first(path);
  Interleaver longest(scenario, first, false);
  longest.run_once();
  const std::string property = longest.take_violation()->property.name;

  run::Path shortest = path;
  run::DepthFirst chooser;
  Interleaver machine(scenario, chooser, false);
  Length best = longest.length();
  machine.limit_length(best);
  for (std::uint64_t runs = 0; runs < kMostRuns && !limits.stop({runs, 0}); ++runs) {
    chooser.begin();
    const bool broke = !machine.run_once() && machine.take_violation()->property.name == property;
    if (broke && machine.length() < best) {
      shortest = chooser.path();
      best = machine.length();
      machine.limit_length(best);
    }
    if (!chooser.next()) break;
  }
  return shortest;
}

}  // namespace

Result explore_interleavings(const run::Scenario& scenario, const Limits& limits) {
  constexpr std::uint64_t kAskEvery = 1024;
  run::DepthFirst chooser(limits.resume);
  Interleaver machine(scenario, chooser, false);
  Result result;
  bool more = true;
  bool stopped = false;
  while (more && !stopped && result.executions < limits.executions) {
    chooser.begin();
    const bool holds = machine.run_once();
    ++result.executions;
    if (!holds) {
      const run::Path shortest = shorten(scenario, chooser.path(), limits);
      result.violation = replay_interleaving(scenario, shortest).violation;
      result.verdict = Verdict::violated;
      break;
    }
    more = chooser.next();
    if (result.executions % kAskEvery == 0) {
      stopped = limits.stop({result.executions, chooser.fraction_done()});
    }
  }
  result.steps = machine.steps();
  result.coverage = machine.coverage();
  if (result.verdict == Verdict::violated) return result;
  if (more) {
    result.next = chooser.path();
    return result;
  }
  // A search that was resumed did not see the runs before: it cannot speak for `sometimes`.
  if (limits.resume.empty()) result.violation = find_vacuous(result);
  result.verdict = result.violation ? Verdict::violated : Verdict::holds;
  return result;
}

Result replay_interleaving(const run::Scenario& scenario, const run::Path& path) {
  run::Replay chooser(path);
  Interleaver machine(scenario, chooser, true);
  Result result;
  result.executions = 1;
  if (!machine.run_once()) {
    result.violation = machine.take_violation();
    result.violation->path = path;
    result.verdict = Verdict::violated;
  }
  result.steps = machine.steps();
  result.coverage = machine.coverage();
  return result;
}

}  // namespace vmcheck::explore
