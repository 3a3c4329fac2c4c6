// Runs a test under an explorer, and collects the final states.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sim/explore/result.h"
#include "sim/run/scenario.h"
#include "tools/litmus/test.h"

namespace vmcheck::litmus {

// Runs a scenario in all its executions, under whichever memory model.
using Explore = std::function<explore::Result(const run::Scenario&)>;

// What the executions of a test ended in.
struct Outcome {
  // The values of observed_variables(), and in how many executions they were the last.
  std::map<std::vector<std::uint64_t>, std::uint64_t> states;
  std::uint64_t positive = 0;  // executions whose final state satisfies the condition
  std::uint64_t negative = 0;  // and those whose does not
  // Of executions that `filter` removes only these know.
  std::uint64_t executions = 0;
  std::uint64_t blocked = 0;  // that do not end: a thread waits for a lock for ever
  bool data_race = false;     // found: the search ends there, and has not seen all executions
  std::string race;           // between which accesses
};

// What a state shows: the variables of the condition and of `locations`, in herd's order.
std::vector<Variable> observed_variables(const Test& test);

// The test as a program, which adds to `outcome` where an execution ends. Both must outlive it.
run::Scenario to_scenario(const Test& test, Outcome& outcome);

// Runs the test. Throws replay::BadInput when a run does what C does not define, and
// std::runtime_error when the explorer gives up or finds anything else wrong but a data race.
Outcome run_test(const Test& test, const Explore& explore);

// Whether the condition is as its quantifier says.
bool validates(const Test& test, const Outcome& outcome);

}  // namespace vmcheck::litmus
