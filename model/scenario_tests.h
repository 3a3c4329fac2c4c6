// What tests of scenarios of the state explorer have in common.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/state/result.h"
#include "sim/state/scenario.h"

namespace vmcheck::model {

// The names of those that are explored.
std::vector<std::string> names_of_explored(const std::vector<state::Scenario>& scenarios);

// Throws std::invalid_argument if none has that name.
state::Scenario find_scenario(const std::vector<state::Scenario>& scenarios,
                              const std::string& name);

// A scenario's name as that of a test.
std::string test_name(const testing::TestParamInfo<std::string>& scenario);

// Explores a scenario, which must hold.
state::Result expect_holds(const state::Scenario& scenario);

// The same where no states are left out, by symmetry or by the order of steps: there are at least
// as many as were `found` with these.
void expect_holds_in_full(const state::Scenario& scenario, const state::Result& found);

// Explores a scenario over a core with a fault, which must break that property.
void expect_broken(const state::Scenario& scenario, const std::string& property);

}  // namespace vmcheck::model
