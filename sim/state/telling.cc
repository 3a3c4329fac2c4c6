#include "sim/state/telling.h"

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

bool is_stuck(const System& model, const std::vector<std::byte>& state) {
  if (model.may_end(state.data())) return false;
  Observer observer(model.properties());
  std::vector<std::byte> next(state.size());
  run::DepthFirst choices;
  bool stuck = true;
  for_each_successor(model, state.data(), next.data(), choices, observer,
                     [&](std::uint32_t) { stuck = false; });
  return stuck;
}

}  // namespace

std::vector<run::Path> choices_of(const System& model, const std::vector<std::uint32_t>& ordinals) {
  Observer observer(model.properties());
  std::vector<std::byte> parent(model.state_bytes());
  std::vector<std::byte> state(model.state_bytes());
  std::vector<run::Path> steps;
  for (const std::uint32_t wanted : ordinals) {
    run::DepthFirst choices;
    std::vector<std::byte> next;
    for_each_successor(model, steps.empty() ? nullptr : parent.data(), state.data(), choices,
                       observer, [&](std::uint32_t ordinal) {
                         if (ordinal != wanted) return;
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
  std::vector<std::byte> parent(model.state_bytes());
  std::vector<std::byte> state(model.state_bytes());
  Violation violation;
  for (const run::Path& step : steps) {
    run::Replay choices(step);
    const bool first = violation.moves.empty();
    if (!make_successor(model, first ? nullptr : parent.data(), state.data(), choices, observer)) {
      throw std::logic_error(kNotDeterministic);
    }
    model.check(state.data(), observer);
    violation.moves.push_back({step, observer.take_notes(), model.text(state.data())});
    parent.swap(state);
  }
  if (observer.breach()) {
    violation.property = observer.breach()->property;
    violation.message = observer.breach()->message;
  } else if (is_stuck(model, parent)) {
    violation.property = run::property::kProgress;
    violation.message = "no step is possible, and this is no state to end in";
  } else {
    throw std::logic_error(kNotDeterministic);
  }
  return violation;
}

}  // namespace vmcheck::state
