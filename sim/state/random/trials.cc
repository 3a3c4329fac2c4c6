#include "sim/state/random/trials.h"

#include <algorithm>

#include "sim/state/random/recovery.h"
#include "sim/state/successors.h"

namespace vmcheck::state::random {

std::uint32_t LenientReplay::choose(run::ChoiceKind kind, std::uint32_t options) {
  std::uint32_t taken = 0;
  if (made_.size() < path_.size()) {
    const run::Choice& recorded = path_[made_.size()];
    if (recorded.kind == kind && recorded.taken < options) {
      taken = recorded.taken;
    } else {
      fits_ = false;
    }
  }
  made_.push_back({kind, options, taken});
  return taken;
}

std::optional<run::Property> broken_by(const System& model, const std::byte* parent,
                                       const run::Path& step) {
  Observer observer(model.properties(), Observer::Use::telling);
  std::vector<std::byte> state(model.state_bytes());
  run::Replay choices(step);
  if (!make_successor(model, parent, state.data(), choices, observer)) {
    throw run::PathMismatch("what was a step is none: the model is not deterministic");
  }
  model.check(state.data(), observer);
  if (!observer.breach()) return std::nullopt;
  return observer.breach()->property;
}

Trials::Trials(const System& model, const Wanted& wanted, std::uint64_t steps)
    : model_(model),
      wanted_(wanted),
      steps_(steps),
      walk_(model, wanted.bounds, wanted.strategy),
      observer_(model.properties()),
      parent_(model.state_bytes()),
      state_(model.state_bytes()) {}

std::optional<std::vector<run::Path>> Trials::run(const std::vector<run::Path>& candidate) {
  const bool is_affordable = candidate.size() <= steps_;
  steps_ = is_affordable ? steps_ - candidate.size() : 0;
  if (!is_affordable) return std::nullopt;
  std::vector<run::Path> made;
  for (const run::Path& step : candidate) {
    LenientReplay choices(step);
    const std::byte* parent = made.empty() ? nullptr : parent_.data();
    if (!make(parent, choices)) {
      if (made.empty()) return std::nullopt;
      continue;
    }
    made.push_back(choices.made());
    if (observer_.take_broken()) {
      if (broken_by(model_, parent, made.back()) != wanted_.property) return std::nullopt;
      return made;
    }
    parent_.swap(state_);
  }
  if (made.empty() || !is_broken_by_being()) return std::nullopt;
  return made;
}

// Makes a step in state_, if it is one.
bool Trials::make(const std::byte* parent, LenientReplay& choices) {
  if (make_successor(model_, parent, state_.data(), choices, observer_) && choices.fits()) {
    model_.check(state_.data(), observer_);
    return true;
  }
  observer_.take_broken();
  return false;
}

bool Trials::is_broken_by_being() {
  if (wanted_.property == kRecovery) {
    const Outcome outcome = walk_.recover(parent_.data(), wanted_.seed);
    steps_ -= std::min(steps_, outcome.steps);
    return outcome.ending == Ending::no_recovery;
  }
  if (wanted_.property != run::property::kProgress) return false;
  return !model_.may_end(parent_.data()) && !has_successor(model_, parent_.data());
}

}  // namespace vmcheck::state::random
