// Accesses in words, for people.
#pragma once

#include <string>

#include "sim/run/access.h"

namespace vmcheck::explore {

// "ring.c:57": the part of a path that a reader of the project knows. Empty for an access that
// tells no line.
std::string site_text(run::Site site);

// " (ring.c:57)", to be put behind what happens there.
std::string in_parentheses(run::Site site);

// " release", to be put behind an access; nothing for relaxed and plain ones.
std::string order_suffix(run::Order order);

// "release", of a fence.
std::string fence_name(run::Fence fence);

}  // namespace vmcheck::explore
