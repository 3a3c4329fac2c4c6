#include "sim/state/replay.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "sim/state/fairness.h"
#include "sim/state/observer.h"
#include "sim/state/process.h"
#include "sim/state/successors.h"
#include "sim/state/telling.h"

namespace vmcheck::state {
namespace {

using State = std::vector<std::byte>;

// Gives the answers of a path, and keeps those of the step that is being made.
class Answers final : public run::Chooser {
 public:
  explicit Answers(const run::Path& path) : path_(path) {}

  std::uint32_t choose(run::ChoiceKind kind, std::uint32_t options) override {
    if (path_.exhausted()) throw run::PathMismatch("the run ends within a step");
    const std::uint32_t taken = path_.choose(kind, options);
    step_.push_back({kind, options, taken});
    return taken;
  }

  bool exhausted() const { return path_.exhausted(); }
  run::Path take_step() { return std::exchange(step_, {}); }

 private:
  run::Replay path_;
  run::Path step_;
};

// A run, as far as it was made.
struct Run {
  std::vector<run::Path> steps;    // the first one leads into an initial state
  std::vector<State> states;       // the last one, and those before it that were to be kept
  std::vector<ProcessSet> makers;  // of the steps between these states
  bool broken = false;             // by the last step, or in the state behind it

  // The first of the steps between these states.
  std::size_t first() const { return steps.size() - makers.size(); }
};

// Makes the steps up to the first one that breaks something. Keeps the states behind so many
// choices.
Run make_run(const System& model, const run::Path& path, std::size_t choices_before) {
  Answers answers(path);
  Observer observer(model.properties());
  Run run;
  std::size_t choices = 0;
  do {
    const bool begins = run.steps.empty();
    const std::byte* parent = begins ? nullptr : run.states.back().data();
    State state(model.state_bytes());
    if (!make_successor(model, parent, state.data(), answers, observer)) {
      throw run::PathMismatch("what the run chooses is no step");
    }
    run.steps.push_back(answers.take_step());
    if (!begins && run.steps.back().empty()) throw run::PathMismatch("a step asks nothing");
    const ProcessSet makers = observer.take_makers();
    if (choices < choices_before) {
      run.states.clear();
    } else if (!begins) {
      run.makers.push_back(makers);
    }
    choices += run.steps.back().size();
    model.check(state.data(), observer);
    run.states.push_back(std::move(state));
    run.broken = observer.take_broken();
  } while (!run.broken && !answers.exhausted());
  return run;
}

// Who can make a step in a state.
ProcessSet enabled(const System& model, const State& state) {
  Observer observer(model.properties());
  State next(model.state_bytes());
  run::DepthFirst choices;
  ProcessSet makers = 0;
  do {
    choices.begin();
    if (make_successor(model, state.data(), next.data(), choices, observer)) {
      makers |= observer.take_makers();
    }
    observer.take_makers();
  } while (choices.next());
  return makers;
}

std::string names(const std::vector<Process>& processes, ProcessSet some) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < processes.size(); ++i) {
    if ((some >> i & 1) != 0) names.push_back(processes[i].name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

// Throws run::PathMismatch unless a fair run can make the steps between these states, of so many
// choices, over and over.
void demand_fair_cycle(const System& model, const Run& run, std::size_t choices) {
  std::size_t between = 0;
  for (std::size_t i = run.first(); i < run.steps.size(); ++i) between += run.steps[i].size();
  if (run.makers.empty() || between != choices) {
    throw run::PathMismatch("no step begins where the cycle is said to begin");
  }
  if (run.states.front() != run.states.back()) {
    throw run::PathMismatch("the cycle does not close: it ends in another state than it begins in");
  }
  Activity activity;
  for (std::size_t i = 0; i < run.makers.size(); ++i) {
    activity.add_state(enabled(model, run.states[i]));
    activity.stepping |= run.makers[i];
  }
  const std::vector<Process> processes = model.processes();
  const ProcessSet starved = FairProcesses(processes).starved(activity);
  if (starved == 0) return;
  throw run::PathMismatch(fmt::format("the cycle is unfair: it has no step of {}, who could step",
                                      names(processes, starved)));
}

}  // namespace

run::Path path_of(const Violation& violation) {
  run::Path path;
  for (const Move& move : violation.moves) {
    path.insert(path.end(), move.choices.begin(), move.choices.end());
  }
  return path;
}

std::optional<std::size_t> cycle_of(const Violation& violation) {
  if (!violation.cycle) return std::nullopt;
  std::size_t choices = 0;
  for (std::size_t i = 0; i < *violation.cycle; ++i) choices += violation.moves[i].choices.size();
  return choices;
}

std::vector<run::Path> steps_of(const System& model, const run::Path& path) {
  return make_run(model, path, path.size()).steps;
}

std::optional<Violation> replay_states(const System& model, const run::Path& path) {
  const Run run = make_run(model, path, path.size());
  if (!run.broken && !is_stuck(model, run.states.back())) return std::nullopt;
  return tell(model, run.steps);
}

std::optional<Violation> replay_goal(const System& model, const run::Path& path,
                                     std::optional<std::size_t> cycle, std::size_t goal) {
  const Run run = make_run(model, path, cycle.value_or(path.size()));
  if (run.broken) return tell(model, run.steps);
  if (cycle) {
    demand_fair_cycle(model, run, path.size() - *cycle);
  } else if (has_successor(model, run.states.back().data())) {
    return std::nullopt;
  }
  const bool met = std::any_of(run.states.begin(), run.states.end(), [&](const State& state) {
    return model.is_met(goal, state.data());
  });
  if (met) return std::nullopt;
  return tell_unmet(model, run.steps, cycle ? std::optional(run.first()) : std::nullopt, goal);
}

}  // namespace vmcheck::state
