#include "sim/state/random/minimise.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "sim/state/fingerprint.h"
#include "sim/state/random/rationed.h"
#include "sim/state/random/recovery.h"
#include "sim/state/random/steps.h"
#include "sim/state/random/trials.h"
#include "sim/state/states.h"
#include "sim/state/successors.h"
#include "sim/state/telling.h"

namespace vmcheck::state::random {
namespace {

using Steps = std::vector<run::Path>;

// A search is for runs with no more faults.
constexpr std::uint64_t kMostFaults = 4;

std::ptrdiff_t offset(std::size_t index) {
  return static_cast<std::ptrdiff_t>(index);
}

Steps steps_of(const Violation& violation) {
  Steps steps;
  for (const Move& move : violation.moves) steps.push_back(move.choices);
  return steps;
}

// Makes the steps, and calls visit(state) behind each.
template <typename Visit>
void for_each_state(const System& model, const Steps& steps, const Visit& visit) {
  Observer observer(model.properties());
  std::vector<std::byte> parent(model.state_bytes());
  std::vector<std::byte> state(model.state_bytes());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    run::Replay choices(steps[i]);
    make_successor(model, i == 0 ? nullptr : parent.data(), state.data(), choices, observer);
    visit(state);
    parent.swap(state);
  }
}

// Delta debugging (Zeller and Hildebrandt, 2002) in several directions, until none leads on.
class Minimiser {
 public:
  Minimiser(const System& model, const Wanted& wanted, const Effort& effort, const Steps& steps)
      : model_(model), wanted_(wanted), trials_(model, wanted, effort.steps) {
    const auto made = trials_.run(steps);
    if (!made) throw std::logic_error("the violation is none of the model's, or too long");
    best_ = *made;
    cost_ = cost_of(best_);
  }

  const Steps& best() const { return best_; }

  void minimise(std::uint64_t states) {
    cut_loops();
    if (states > 0) search(states);
    Cost before;
    do {
      before = cost_;
      drop_faults();
      cut_loops();
      drop_processes();
      drop_steps();
      join_steps();
      lower_values();
    } while (cost_ < before && !trials_.exhausted());
  }

 private:
  // Looks for the shortest of all runs with no fault, with one, and so on.
  void search(std::uint64_t states) {
    const std::uint64_t most = std::min(cost_.faults, kMostFaults);
    for (std::uint64_t faults = 0; faults <= most; ++faults) {
      const Rationed rationed(model_, wanted_, static_cast<std::uint32_t>(faults));
      state::Options options;
      options.states = states;
      const state::Result result = explore_states(rationed, options);
      if (!result.violation || result.violation->moves.empty()) continue;
      attempt(steps_of(*result.violation));
      return;
    }
  }

  // Takes a candidate that shows the same at less cost.
  bool attempt(const Steps& candidate) {
    auto made = trials_.run(candidate);
    if (!made || cost_of(*made) >= cost_) return false;
    best_ = std::move(*made);
    cost_ = cost_of(best_);
    return true;
  }

  bool attempt_answer(std::size_t step, std::size_t choice, std::uint32_t taken) {
    if (trials_.exhausted()) return false;
    Steps candidate = best_;
    candidate[step][choice].taken = taken;
    return attempt(candidate);
  }

  // Lets no fault strike in all steps, in half of them, and so on down to one.
  void drop_faults() {
    for (std::size_t length = best_.size(); length > 0; length /= 2) {
      for (std::size_t i = 0; i < best_.size() && !trials_.exhausted(); i += length) {
        attempt_without_faults(i, std::min(i + length, best_.size()));
      }
    }
  }

  void attempt_without_faults(std::size_t begin, std::size_t end) {
    const auto has_fault = [](const run::Path& step) { return faults_in(step) > 0; };
    if (std::none_of(best_.begin() + offset(begin), best_.begin() + offset(end), has_fault)) return;
    Steps candidate = best_;
    for (std::size_t i = begin; i < end; ++i) {
      for (run::Choice& choice : candidate[i]) {
        if (choice.kind == run::ChoiceKind::fault) choice.taken = 0;
      }
    }
    attempt(candidate);
  }

  // Leaves out what leads from a state back to it.
  void cut_loops() {
    std::vector<std::uint64_t> states;
    for_each_state(model_, best_, [&](const std::vector<std::byte>& state) {
      states.push_back(fingerprint(state.data(), state.size()));
    });
    std::map<std::uint64_t, std::size_t> last;
    for (std::size_t i = 0; i < states.size(); ++i) last[states[i]] = i;
    Steps candidate;
    for (std::size_t i = 0; i < states.size(); i = last[states[i]] + 1) {
      candidate.push_back(best_[i]);
    }
    attempt(candidate);
  }

  // Leaves out all steps of half of the processes, of a quarter, and so on down to one: those of a
  // machine have numbers in a row.
  void drop_processes() {
    std::set<std::uint32_t> present;
    for (std::size_t i = 1; i < best_.size(); ++i) {
      if (const auto process = process_of(best_[i])) present.insert(*process);
    }
    const std::vector<std::uint32_t> processes(present.begin(), present.end());
    for (std::size_t length = (processes.size() + 1) / 2; length > 0; length /= 2) {
      for (std::size_t i = 0; i < processes.size(); i += length) {
        const std::size_t last = std::min(i + length, processes.size()) - 1;
        attempt_without(processes[i], processes[last]);
      }
    }
  }

  // Leaves out all steps of the processes from one to another.
  void attempt_without(std::uint32_t first, std::uint32_t last) {
    Steps candidate{best_.front()};
    std::copy_if(best_.begin() + 1, best_.end(), std::back_inserter(candidate),
                 [&](const run::Path& step) {
                   const auto process = process_of(step);
                   return !process || *process < first || *process > last;
                 });
    attempt(candidate);
  }

  // Leaves out half of the steps, a quarter, and so on down to one.
  void drop_steps() {
    for (std::size_t length = best_.size() / 2; length > 0; length /= 2) {
      for (std::size_t i = 1; i < best_.size() && !trials_.exhausted();) {
        Steps candidate = best_;
        const std::size_t end = std::min(i + length, candidate.size());
        candidate.erase(candidate.begin() + offset(i), candidate.begin() + offset(end));
        if (!attempt(candidate)) i += length;
      }
    }
  }

  // Moves the steps that a process makes in a row behind those that it made before.
  void join_steps() {
    for (std::size_t i = 2; i < best_.size() && !trials_.exhausted(); ++i) {
      const auto process = process_of(best_[i]);
      if (process == process_of(best_[i - 1])) continue;
      std::size_t end = i + 1;
      while (end < best_.size() && process_of(best_[end]) == process) ++end;
      std::size_t to = i - 1;
      while (to > 0 && process_of(best_[to]) != process) --to;
      if (to > 0 && attempt_move(i, end, to + 1)) continue;
      attempt_move(to + 1, i, end);
    }
  }

  // Moves steps [begin, end) so that they come before `to`, which is not among them.
  bool attempt_move(std::size_t begin, std::size_t end, std::size_t to) {
    Steps candidate = best_;
    const auto at = [&](std::size_t index) { return candidate.begin() + offset(index); };
    if (to < begin) {
      std::rotate(at(to), at(begin), at(end));
    } else {
      std::rotate(at(begin), at(end), at(to));
    }
    return attempt(candidate);
  }

  void lower_values() {
    for (std::size_t i = 0; i < best_.size(); ++i) {
      for (std::size_t j = 0; i < best_.size() && j < best_[i].size(); ++j) lower_value(i, j);
    }
  }

  // Tries 0, then to take off half, a quarter, and so on down to one.
  void lower_value(std::size_t step, std::size_t choice) {
    const auto taken = [&] {
      const bool is_there = step < best_.size() && choice < best_[step].size();
      return is_there ? best_[step][choice].taken : 0;
    };
    if (taken() == 0 || attempt_answer(step, choice, 0)) return;
    for (std::uint32_t less = taken(); less > 0; less /= 2) {
      while (taken() > less && attempt_answer(step, choice, taken() - less)) {
      }
    }
  }

  const System& model_;
  const Wanted& wanted_;
  Trials trials_;
  Steps best_;
  Cost cost_;
};

Steps small_steps(const System& model, const Wanted& wanted, const Steps& steps,
                  const Effort& effort) {
  Minimiser minimiser(model, wanted, effort, steps);
  minimiser.minimise(effort.states);
  return minimiser.best();
}

// The steps behind the faults, from where these steps lead.
Steps recovery_behind(const System& model, const Steps& steps, const Wanted& wanted) {
  std::vector<std::byte> state;
  for_each_state(model, steps, [&](const std::vector<std::byte>& next) { state = next; });
  Walk walk(model, wanted.bounds, wanted.strategy);
  walk.record(true);
  walk.recover(state.data(), wanted.seed);
  return walk.steps();
}

}  // namespace

Violation minimise(const System& model, const Violation& violation, const Effort& effort) {
  if (violation.moves.empty()) throw std::invalid_argument("the violation has no steps");
  if (violation.property == kRecovery) {
    throw std::invalid_argument("a run that does not recover is minimised with its seed");
  }
  return tell(model, small_steps(model, {violation.property}, steps_of(violation), effort));
}

Failure minimise(const System& model, const Failure& failure, const Options& options,
                 const Effort& effort) {
  Failure small = failure;
  if (failure.violation.property != kRecovery) {
    small.violation = minimise(model, failure.violation, effort);
    small.recovery = 0;
    return small;
  }
  const Wanted wanted{kRecovery, options.bounds, options.strategy, failure.seed};
  Steps steps = steps_of(failure.violation);
  steps.resize(steps.size() - failure.recovery);
  // A search looks at each state once, and each time goes on behind the faults.
  Effort less = effort;
  less.states = std::min(effort.states, effort.steps / (options.bounds.recovery + 1));
  steps = small_steps(model, wanted, steps, less);
  const Steps behind = recovery_behind(model, steps, wanted);
  steps.insert(steps.end(), behind.begin(), behind.end());
  small.recovery = behind.size();
  small.violation = tell_no_recovery(model, steps, small.recovery);
  return small;
}

}  // namespace vmcheck::state::random
