#include "sim/state/random/recovery.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "sim/state/fingerprint.h"
#include "sim/state/observer.h"
#include "sim/state/random/steps.h"
#include "sim/state/successors.h"

namespace vmcheck::state::random {
namespace {

constexpr const char* kNotDeterministic =
    "the model is not deterministic: what did not recover does so again";

// Who can make a step without a fault: "nobody can make a step", "a step can be made by 0, 2".
std::string who_can_step(const System& model, const std::vector<std::byte>& state) {
  Observer observer(model.properties());
  std::vector<std::byte> next(state.size());
  run::DepthFirst choices;
  std::set<std::uint32_t> processes;
  bool anyone = false;
  for_each_successor(model, state.data(), next.data(), choices, observer, [&](std::uint32_t) {
    if (faults_in(choices.path()) > 0) return;
    anyone = true;
    if (const auto process = process_of(choices.path())) processes.insert(*process);
  });
  if (!anyone) return "nobody can make a step";
  if (processes.empty()) return "steps can be made";
  return fmt::format("a step can be made by {}", fmt::join(processes, ", "));
}

// What the states behind the faults, given as their fingerprints, have in common.
std::string what_repeats(const std::vector<std::uint64_t>& states) {
  const std::set<std::uint64_t> different(states.begin(), states.end());
  for (std::size_t back = 1; back < states.size(); ++back) {
    if (states[states.size() - 1 - back] != states.back()) continue;
    return fmt::format("{} different states, the last one also {} steps before", different.size(),
                       back);
  }
  return fmt::format("{} different states, the last one seen once", different.size());
}

}  // namespace

Violation tell_no_recovery(const System& model, const std::vector<run::Path>& steps,
                           std::uint64_t recovery) {
  Observer observer(model.properties(), Observer::Use::telling);
  std::vector<std::byte> parent(model.state_bytes());
  std::vector<std::byte> state(model.state_bytes());
  std::vector<std::uint64_t> states;
  Violation violation{kRecovery, {}, {}};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    run::Replay choices(steps[i]);
    const bool made =
        make_successor(model, i == 0 ? nullptr : parent.data(), state.data(), choices, observer);
    const bool quiet = i + 1 + recovery >= steps.size();
    if (!made || (quiet && model.may_end(state.data()))) throw std::logic_error(kNotDeterministic);
    if (quiet) states.push_back(fingerprint(state.data(), state.size()));
    violation.moves.push_back({steps[i], observer.take_notes(), model.text(state.data())});
    parent.swap(state);
  }
  violation.message =
      fmt::format("not within {} steps after the last fault: {}; {}; {}", recovery,
                  model.text(parent.data()), who_can_step(model, parent), what_repeats(states));
  return violation;
}

}  // namespace vmcheck::state::random
