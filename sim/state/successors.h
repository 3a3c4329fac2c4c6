// The successors of a state: one for each complete list of choices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "sim/run/path.h"
#include "sim/state/model.h"
#include "sim/state/observer.h"

namespace vmcheck::state {

// Makes in `state` the successor of `parent` that the chooser chooses; without a parent an initial
// state. False if there is none.
inline bool make_successor(const System& model, const std::byte* parent, std::byte* state,
                           run::Chooser& chooser, Observer& observer) {
  if (parent != nullptr) {
    std::memcpy(state, parent, model.state_bytes());
    return model.step(state, chooser, observer);
  }
  std::memset(state, 0, model.state_bytes());
  model.begin(state, chooser);
  return true;
}

// Makes in `state` one successor of `parent` after the other, each time calling visit(ordinal); the
// ordinal counts ways to choose, from 0. `choices` is between two searches, and then again.
template <typename Visit>
void for_each_successor(const System& model, const std::byte* parent, std::byte* state,
                        run::DepthFirst& choices, Observer& observer, const Visit& visit) {
  std::uint32_t ordinal = 0;
  do {
    choices.begin();
    if (make_successor(model, parent, state, choices, observer)) visit(ordinal);
    ++ordinal;
  } while (choices.next());
}

}  // namespace vmcheck::state
