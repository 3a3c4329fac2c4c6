// Which runs are fair.
#pragma once

#include <vector>

#include "sim/state/process.h"

namespace vmcheck::state {

// What processes can do and do in some states, between which there are steps.
struct Activity {
  ProcessSet always_enabled = ~ProcessSet{0};  // who can step in each of the states
  ProcessSet enabled = 0;                      // who can in some
  ProcessSet stepping = 0;                     // who does, from one of them to another

  // Counts a state in, with who can step there.
  void add_state(ProcessSet enabled_there) {
    always_enabled &= enabled_there;
    enabled |= enabled_there;
  }

  void add(const Activity& other) {
    always_enabled &= other.always_enabled;
    enabled |= other.enabled;
    stepping |= other.stepping;
  }
};

// To whom a model's runs are fair.
struct FairProcesses {
  ProcessSet weak = 0;
  ProcessSet strong = 0;

  explicit FairProcesses(const std::vector<Process>& processes) {
    for (std::size_t i = 0; i < processes.size(); ++i) {
      if (processes[i].fairness == Fairness::weak) weak |= ProcessSet{1} << i;
      if (processes[i].fairness == Fairness::strong) strong |= ProcessSet{1} << i;
    }
  }

  // To whom a run is unfair that is for ever in these states, each again and again, and makes these
  // steps again and again.
  ProcessSet starved(const Activity& activity) const {
    return ((weak & activity.always_enabled) | (strong & activity.enabled)) & ~activity.stepping;
  }
};

}  // namespace vmcheck::state
