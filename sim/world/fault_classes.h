// What is called what goes wrong.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/world/faults.h"

namespace vmcheck::world {

// The names of the classes by their numbers, those of lies and of unbinding too; an empty one for a
// class that never strikes.
std::vector<std::string> fault_classes(const Faults& faults, std::uint8_t lies = 0,
                                       std::uint8_t unbinding = 0);

}  // namespace vmcheck::world
