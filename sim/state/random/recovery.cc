#include "sim/state/random/recovery.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "sim/state/fingerprint.h"
#include "sim/state/observer.h"
#include "sim/state/random/steps.h"
#include "sim/state/replay.h"
#include "sim/state/story.h"
#include "sim/state/successors.h"

namespace vmcheck::state::random {
namespace {

// Of the steps that lead nowhere.
constexpr std::uint64_t kRecoveryShown = 20;

constexpr const char* kNotDeterministic =
    "the model is not deterministic: what did not recover does so again";

// What a step does in the model's words, or else whose it is.
std::string name_of(const run::Path& choices, const std::vector<std::string>& notes) {
  if (!notes.empty()) return notes.front();
  if (const auto process = process_of(choices)) return fmt::format("a step of {}", *process);
  return "a step";
}

// What can be done without a fault, each once.
std::set<std::string> what_can_be_done(const System& model, const std::vector<std::byte>& state) {
  Observer observer(model.properties(), Observer::Use::telling);
  std::vector<std::byte> next(state.size());
  run::DepthFirst choices;
  std::set<std::string> names;
  for_each_successor(model, state.data(), next.data(), choices, observer, [&](std::uint32_t) {
    const std::vector<std::string> notes = observer.take_notes();
    if (faults_in(choices.path()) > 0) return;
    names.insert(name_of(choices.path(), notes));
  });
  return names;
}

// What the states behind the faults, given as their fingerprints, have in common.
std::string what_repeats(const std::vector<std::uint64_t>& states) {
  const std::set<std::uint64_t> different(states.begin(), states.end());
  for (std::size_t back = 1; back < states.size(); ++back) {
    if (states[states.size() - 1 - back] != states.back()) continue;
    return fmt::format("{} different states, the last one also {} step{} before", different.size(),
                       back, back == 1 ? "" : "s");
  }
  return fmt::format("{} different states, the last one for the first time: more steps might do",
                     different.size());
}

// What did not come about: "not at an end", "answered not met".
std::string what_is_missing(const std::vector<run::Property>& goals,
                            const std::vector<std::size_t>& unmet) {
  if (goals.empty()) return "not at an end";
  std::vector<std::string> names;
  for (const std::size_t goal : unmet) names.push_back(goals[goal].name);
  return fmt::format("{} not met", fmt::join(names, ", "));
}

}  // namespace

namespace {

// Nothing if the run recovers.
std::optional<Violation> look_at(const System& model, const std::vector<run::Path>& steps,
                                 std::uint64_t recovery) {
  Observer observer(model.properties(), Observer::Use::telling);
  std::vector<std::byte> parent(model.state_bytes());
  std::vector<std::byte> state(model.state_bytes());
  std::vector<std::uint64_t> states;
  const std::vector<run::Property> goals = model.goals();
  std::vector<std::size_t> unmet(goals.size());
  std::iota(unmet.begin(), unmet.end(), std::size_t{0});
  const auto has_recovered = [&] {
    std::erase_if(unmet, [&](std::size_t goal) { return model.is_met(goal, state.data()); });
    return goals.empty() ? model.may_end(state.data()) : unmet.empty();
  };
  Violation violation{kRecovery, {}, {}};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    run::Replay choices(steps[i]);
    const bool made =
        make_successor(model, i == 0 ? nullptr : parent.data(), state.data(), choices, observer);
    const bool quiet = i + 1 + recovery >= steps.size();
    if (!made) throw std::logic_error(kNotDeterministic);
    if (quiet && has_recovered()) return std::nullopt;
    if (quiet) states.push_back(fingerprint(state.data(), state.size()));
    violation.moves.push_back({steps[i], observer.take_notes(), model.text(state.data())});
    parent.swap(state);
  }
  const std::set<std::string> possible = what_can_be_done(model, parent);
  violation.message = fmt::format(
      "{} within {} steps without a fault: {}; {}", what_is_missing(goals, unmet), recovery,
      model.text(parent.data()),
      possible.empty()
          ? "nothing can be done"
          : fmt::format("possible: {}; {}", fmt::join(possible, ", "), what_repeats(states)));
  return violation;
}

}  // namespace

Violation tell_no_recovery(const System& model, const std::vector<run::Path>& steps,
                           std::uint64_t recovery) {
  std::optional<Violation> violation = look_at(model, steps, recovery);
  if (!violation) throw std::logic_error(kNotDeterministic);
  return *std::move(violation);
}

std::string story(const Violation& violation, std::uint64_t recovery) {
  if (recovery <= kRecoveryShown) return state::story(violation);
  const std::uint64_t left_out = recovery - kRecoveryShown;
  Violation shown = violation;
  shown.moves.resize(shown.moves.size() - left_out);
  return fmt::format("{}  ...  and {} more steps without a fault\n", state::story(shown), left_out);
}

std::size_t choices_before(const Violation& violation, std::uint64_t recovery) {
  std::size_t choices = 0;
  for (std::size_t i = 0; i + recovery < violation.moves.size(); ++i) {
    choices += violation.moves[i].choices.size();
  }
  return choices;
}

std::optional<NoRecovery> replay_recovery(const System& model, const run::Path& path,
                                          std::size_t faulty) {
  const std::vector<run::Path> steps = steps_of(model, path);
  std::size_t choices = 0;
  std::size_t first = 0;
  while (first < steps.size() && choices < faulty) choices += steps[first++].size();
  if (first == 0 || choices != faulty) {
    throw run::PathMismatch("no step begins where faults are said to stop");
  }
  const bool struck = std::any_of(steps.begin() + static_cast<std::ptrdiff_t>(first), steps.end(),
                                  [](const run::Path& step) { return faults_in(step) > 0; });
  if (struck) throw run::PathMismatch("a fault strikes where they are said to have stopped");
  const std::uint64_t recovery = steps.size() - first;
  std::optional<Violation> violation = look_at(model, steps, recovery);
  if (!violation) return std::nullopt;
  return NoRecovery{*std::move(violation), recovery};
}

}  // namespace vmcheck::state::random
