// Faults seeded into the core, each a patch in faults/, and the violation that each must cause.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "model/qpair/simulated_core.h"

namespace vmcheck::qpair {

struct SeededFault {
  const simulated::Core* core;  // its name is the patch's
  std::string scenario;         // which finds it
  std::string property;         // which the first violation there breaks
  // The strongest memory model (sim/memory/models.h) under which it shows; under weaker ones it
  // shows too, though there a race may be what is found first.
  std::string strongest_model = "sc";
  std::string origin = {};  // where it was published: "Linux, 2019"; empty: a class of faults

  // For test output.
  friend void PrintTo(const SeededFault& fault, std::ostream* out) { *out << fault.core->name; }
};

const std::vector<SeededFault>& seeded_faults();

// The core with a fault, or the sound one for an empty name. Null when there is none of that name.
const simulated::Core* find_core(const std::string& fault);

}  // namespace vmcheck::qpair
