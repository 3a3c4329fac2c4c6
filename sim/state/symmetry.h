// Looks whether a model's canonical() is right, as the search cannot: it believes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/state/model.h"

namespace vmcheck::state {

// Visits states of the model, breadth first and without use of symmetry, until so many are found.
// Compares each with the canonical one: that one must stand for itself, have the same successors up
// to symmetry by steps that break as much, evaluate and reach the same properties, be as broken,
// and be one in which a run may end if that is so in the other. Nothing if all are alike; else what
// is different, with both states. So much of each state is looked at that this is for small bounds.
std::optional<std::string> find_asymmetry(const System& model, std::uint64_t states = UINT64_MAX);

}  // namespace vmcheck::state
