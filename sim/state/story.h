// Shows a violation to a person: a line for each step, with the state behind it.
#pragma once

#include <cstddef>
#include <string>

#include "sim/state/result.h"

namespace vmcheck::state {

// The story of a violation, `lines` lines at most (0: all), each ended by a newline. Steps that do
// not fit are counted, from the beginning. A cycle is made over and over.
std::string story(const Violation& violation, std::size_t lines = 40);

// One line on what was visited: "8 states, 12 transitions, 5 revisited, depth 3"; then, where it is
// so, how many states were expanded in part, and how probably one was missed. Of a search that is
// incomplete it begins with the reason: "bound of states reached at".
std::string summary(const Result& result);

}  // namespace vmcheck::state
