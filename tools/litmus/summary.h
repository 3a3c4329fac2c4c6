// What herd prints of a test.
#pragma once

#include <string>
#include <string_view>

#include "tools/litmus/outcome.h"
#include "tools/litmus/test.h"

namespace vmcheck::litmus {

// herd's summary, to the letter, without its time and hash, and then the number of executions, of
// blocked ones, and what races.
std::string summary(const Test& test, const Outcome& outcome);

// "Never", "Sometimes" or "Always": in how many of the executions the condition's proposition
// holds.
std::string_view observation(const Outcome& outcome);

}  // namespace vmcheck::litmus
