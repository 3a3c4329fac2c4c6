#include "sim/state/telling.h"

#include <fmt/format.h>

#include <cstddef>
#include <stdexcept>
#include <utility>

#include "sim/run/property.h"
#include "sim/state/observer.h"
#include "sim/state/successors.h"

namespace vmcheck::state {
namespace {

constexpr const char* kNotDeterministic =
    "the model is not deterministic: what broke does not break again";

// Makes the steps. Then `states` has the state behind each of them.
std::vector<Move> retrace(const System& model, const std::vector<run::Path>& steps,
                          Observer& observer, std::vector<std::vector<std::byte>>& states) {
  std::vector<Move> moves;
  for (const run::Path& step : steps) {
    run::Replay choices(step);
    const std::byte* parent = states.empty() ? nullptr : states.back().data();
    std::vector<std::byte> state(model.state_bytes());
    if (!make_successor(model, parent, state.data(), choices, observer)) {
      throw std::logic_error(kNotDeterministic);
    }
    model.check(state.data(), observer);
    moves.push_back({step, observer.take_notes(), model.text(state.data())});
    states.push_back(std::move(state));
  }
  return moves;
}

}  // namespace

bool is_stuck(const System& model, const std::vector<std::byte>& state) {
  return !model.may_end(state.data()) && !has_successor(model, state.data());
}

std::vector<run::Path> choices_of(const System& model, const std::vector<Ordinal>& ordinals) {
  Observer observer(model.properties());
  std::vector<std::byte> parent(model.state_bytes());
  std::vector<std::byte> state(model.state_bytes());
  std::vector<run::Path> steps;
  for (const Ordinal wanted : ordinals) {
    run::DepthFirst choices;
    std::vector<std::byte> next;
    if (wanted.actor > 0 && wanted.actor >= model.actors())
      throw std::logic_error(kNotDeterministic);
    const std::uint32_t actor = wanted.actor == 0 ? Turns::kEverybody : wanted.actor;
    for_each_successor_by(actor, model, steps.empty() ? nullptr : parent.data(), state.data(),
                          choices, observer, [&](std::uint32_t behind) {
                            if (behind != wanted.behind) return;
                            steps.push_back(choices.path());
                            next = state;
                          });
    if (next.empty()) throw std::logic_error(kNotDeterministic);
    parent = std::move(next);
  }
  return steps;
}

Violation tell(const System& model, const std::vector<run::Path>& steps) {
  Observer observer(model.properties(), Observer::Use::telling);
  std::vector<std::vector<std::byte>> states;
  Violation violation;
  violation.moves = retrace(model, steps, observer, states);
  if (observer.breach()) {
    violation.property = observer.breach()->property;
    violation.message = observer.breach()->message;
  } else if (!states.empty() && is_stuck(model, states.back())) {
    violation.property = run::property::kProgress;
    violation.message = "no step is possible, and this is no state to end in";
  } else {
    throw std::logic_error(kNotDeterministic);
  }
  return violation;
}

Violation tell_unmet(const System& model, const std::vector<run::Path>& steps,
                     std::optional<std::size_t> cycle, std::size_t goal) {
  Observer observer(model.properties(), Observer::Use::telling);
  std::vector<std::vector<std::byte>> states;
  Violation violation;
  violation.property = model.goals()[goal];
  violation.moves = retrace(model, steps, observer, states);
  violation.cycle = cycle;
  for (std::size_t i = cycle.value_or(steps.size()); i <= steps.size(); ++i) {
    if (model.is_met(goal, states[i - 1].data())) throw std::logic_error(kNotDeterministic);
  }
  if (cycle) {
    if (states[*cycle - 1] != states.back()) throw std::logic_error(kNotDeterministic);
    const std::size_t length = steps.size() - *cycle;
    violation.message =
        fmt::format("not met in a fair cycle of {} step{}", length, length == 1 ? "" : "s");
  } else {
    violation.message = "not met where no step is possible any more";
  }
  return violation;
}

}  // namespace vmcheck::state
