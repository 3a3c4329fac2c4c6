// Instances of theorems: what is proved for all numbers, as a program of the simulated machine for
// some. The numbers with which a proof refutes a theorem make a run that breaks a property there.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "model/qpair/simulated_core.h"
#include "sim/run/path.h"
#include "sim/run/scenario.h"

namespace vmcheck::qpair {

// By their names in counterexamples.
using Numbers = std::map<std::string, std::uint64_t>;

// One of an instance's numbers.
struct Input {
  std::string name;
  // Whose number it has where a counterexample does not say: that of an earlier input; empty: 0.
  std::string otherwise = {};
};

struct Instance {
  std::string theorem;   // its name
  std::string fault;     // the one that the theorem's twin has in the core
  std::string property;  // which it breaks
  std::vector<Input> inputs;
  std::vector<run::Property> properties;
  // Makes the program, with a number for each input.
  std::function<void(run::Machine&, const simulated::Core&, const Numbers&)> build;
};

// The instance with all its numbers left open, each below 16: "theorem/NAME".
run::Scenario to_scenario(const Instance& instance, const simulated::Core& core);

// What the scenario chooses so that it has these numbers; those that it does not know are left
// out. Throws std::invalid_argument for a number that is not below 16.
run::Path setup_of(const Instance& instance, const Numbers& numbers);

// An instance of each theorem.
const std::vector<Instance>& instances();

// All of them, as scenarios of a core.
std::vector<run::Scenario> theorem_scenarios(const simulated::Core& core);

}  // namespace vmcheck::qpair
