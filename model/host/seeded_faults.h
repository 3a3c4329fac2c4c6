// Faults seeded into a host's contexts, and the violation that each must cause. The patches are
// those of the core's unit tests, in driver_core/tests/faults.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "model/host/cores.h"

namespace vmcheck::device::host {

struct SeededFault {
  const ContextCore* core;  // its name is the patch's
  std::string scenario;     // in which it is found
  std::string property;     // which the shortest violation there breaks
  std::string origin = {};  // where it was published: "Linux, 2025"; empty: a class of faults

  // For test output.
  friend void PrintTo(const SeededFault& fault, std::ostream* out) { *out << fault.core->name; }
};

const std::vector<SeededFault>& seeded_faults();

// The core with a fault, or the sound one for an empty name. Null when there is none of that name.
const ContextCore* find_core(const std::string& fault);

}  // namespace vmcheck::device::host
