// The successors of a state: one for each complete list of choices.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/model.h"
#include "sim/state/observer.h"
#include "sim/state/partial_order.h"

namespace vmcheck::state {

// Makes `state` what a step from `parent` begins with; without a parent, what an initial state is
// made of.
inline void begin_step(const System& model, const std::byte* parent, std::byte* state) {
  if (parent != nullptr) {
    std::memcpy(state, parent, model.state_bytes());
  } else {
    std::memset(state, 0, model.state_bytes());
  }
}

// Makes of that the successor that the chooser chooses. False if there is none: then nothing has
// changed, and another may be chosen.
inline bool end_step(const System& model, const std::byte* parent, std::byte* state,
                     run::Chooser& chooser, Observer& observer) {
  if (parent != nullptr) return model.step(state, chooser, observer);
  model.begin(state, chooser);
  return true;
}

// Makes in `state` the successor of `parent` that the chooser chooses. False if there is none.
inline bool make_successor(const System& model, const std::byte* parent, std::byte* state,
                           run::Chooser& chooser, Observer& observer) {
  begin_step(model, parent, state);
  return end_step(model, parent, state, chooser, observer);
}

// Makes in `state` one successor of `parent` after the other, each time calling visit(ordinal); the
// ordinal counts ways to choose, from 0. `choices` is between two searches, and then again. At
// first `state` is what begin_step() makes of it, and visit() makes it that again.
template <typename Visit>
void for_each_successor_in_place(const System& model, const std::byte* parent, std::byte* state,
                                 run::DepthFirst& choices, Observer& observer, const Visit& visit) {
  std::uint32_t ordinal = 0;
  do {
    choices.begin();
    if (end_step(model, parent, state, choices, observer)) visit(ordinal);
    assert(parent == nullptr || std::memcmp(state, parent, model.state_bytes()) == 0);
    ++ordinal;
  } while (choices.next());
}

// The same where neither need be.
template <typename Visit>
void for_each_successor(const System& model, const std::byte* parent, std::byte* state,
                        run::DepthFirst& choices, Observer& observer, const Visit& visit) {
  begin_step(model, parent, state);
  for_each_successor_in_place(model, parent, state, choices, observer, [&](std::uint32_t ordinal) {
    visit(ordinal);
    begin_step(model, parent, state);
  });
}

// The initial state that is chosen first.
inline std::vector<std::byte> initial_state(const System& model) {
  std::vector<std::byte> state(model.state_bytes());
  run::DepthFirst choices;
  choices.begin();
  model.begin(state.data(), choices);
  return state;
}

// From now on the steps are one actor's alone; or, for Turns::kEverybody, all. Until `choices` is
// between two searches.
inline void let_step(std::uint32_t actor, const System& model, run::DepthFirst& choices) {
  if (actor == Turns::kEverybody) return;
  choices.fix({run::ChoiceKind::schedule, model.actors(), actor});
}

// One actor's successors alone; or all, for Turns::kEverybody.
template <typename Visit>
void for_each_successor_by(std::uint32_t actor, const System& model, const std::byte* parent,
                           std::byte* state, run::DepthFirst& choices, Observer& observer,
                           const Visit& visit) {
  let_step(actor, model, choices);
  for_each_successor(model, parent, state, choices, observer, visit);
}

// Whether a step is possible from `parent`. It looks at all of them.
inline bool has_successor(const System& model, const std::byte* parent) {
  Observer observer(model.properties());
  std::vector<std::byte> state(model.state_bytes());
  run::DepthFirst choices;
  bool found = false;
  for_each_successor(model, parent, state.data(), choices, observer,
                     [&](std::uint32_t) { found = true; });
  return found;
}

}  // namespace vmcheck::state
