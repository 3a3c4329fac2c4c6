// Guards against passes that mean nothing.
#pragma once

#include <optional>

#include "sim/explore/result.h"

namespace vmcheck::explore {

// A property that no run evaluated or reached, if there is one: the scenario does not show what it
// claims to.
std::optional<Violation> find_vacuous(const Result& result);

}  // namespace vmcheck::explore
