// What tests expect of a scenario under the memory models. A failure is GoogleTest's.
#pragma once

#include <string>
#include <vector>

#include "sim/run/scenario.h"

namespace vmcheck::explore {

// That it holds under every memory model.
void expect_holds(const run::Scenario& scenario);

// That it breaks the property under the memory models of these names, and holds under the others. A
// race may come first, where races are forbidden. The run that is found is the same when it is
// replayed.
void expect_breaks(const run::Scenario& scenario, const std::string& property,
                   const std::vector<std::string>& models);

// The names of a memory model and of those behind it in memory::models(): of the weaker ones.
std::vector<std::string> from_model(const std::string& strongest);

}  // namespace vmcheck::explore
