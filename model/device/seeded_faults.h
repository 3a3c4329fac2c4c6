// Faults seeded into the core's driver of the device, each a patch in faults/, and the violation
// that each must cause.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "model/device/cores.h"

namespace vmcheck::device {

struct SeededFault {
  // What finds it.
  enum class By {
    all_states,   // the search of all states
    random_runs,  // runs at random; nothing that a search of all states looks for is broken
  };

  const Core* core;         // its name is the patch's
  std::string scenario;     // in which it is found
  std::string property;     // which the shortest violation there breaks, or the first run
  std::string origin = {};  // where it was published: "Linux, 2019"; empty: a class of faults
  By by = By::all_states;

  // For test output.
  friend void PrintTo(const SeededFault& fault, std::ostream* out) { *out << fault.core->name; }
};

const std::vector<SeededFault>& seeded_faults();

// The core with a fault, or the sound one for an empty name. Null when there is none of that name.
const Core* find_core(const std::string& fault);

}  // namespace vmcheck::device
