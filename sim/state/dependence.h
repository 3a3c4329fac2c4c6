// Looks whether a model's footprints are right, as the search cannot: it believes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/state/model.h"

namespace vmcheck::state {

// Visits states of the model, breadth first and making all steps, until so many are found. Looks at
// each actor of whom the footprints say that his steps are enough: one step of another actor must
// leave this so, and leave him the same steps, which come to the same and break as much before it
// and behind it; and none of his steps must change what check() says. Nothing if this is so; else
// what is not, with the state. So much is looked at that this is for small bounds.
std::optional<std::string> find_dependence(const System& model, std::uint64_t states = UINT64_MAX);

}  // namespace vmcheck::state
