// Explores the doorbell and prints one line for a script to compare: the verdict, states, revisited
// ones, and steps to the breach.
// usage: doorbell_main SLOTS after_another_look|at_once
#include <fmt/format.h>

#include <cstdlib>
#include <string_view>

#include "sim/state/oracle/doorbell.h"
#include "sim/state/states.h"

int main(int argc, char** argv) {
  using namespace vmcheck::state;
  using oracle::Doorbell;
  if (argc != 3) return 2;
  const bool at_once = std::string_view(argv[2]) == "at_once";
  const Doorbell doorbell(static_cast<std::uint32_t>(std::atoi(argv[1])),
                          at_once ? Doorbell::Sleep::at_once : Doorbell::Sleep::after_another_look);
  const Result result = explore_states(doorbell);
  if (result.violation) {
    fmt::print("violated after {} steps\n", result.violation->moves.size() - 1);
  } else {
    fmt::print("holds, {} states, {} revisited\n", result.states, result.revisited);
  }
  return 0;
}
