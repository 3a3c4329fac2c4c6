// Faults seeded into connections of sockets, each a patch in faults/, and the violation that each
// must cause.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "model/vsock_fsm/cores.h"

namespace vmcheck::vsock {

struct SeededFault {
  const Core* core;         // its name is the patch's
  std::string scenario;     // in which it is found
  std::string property;     // which the shortest violation there breaks
  std::string origin = {};  // where it was published: "Linux, 2019"; empty: a class of faults

  // For test output.
  friend void PrintTo(const SeededFault& fault, std::ostream* out) { *out << fault.core->name; }
};

const std::vector<SeededFault>& seeded_faults();

// The core with a fault, or the sound one for an empty name. Null when there is none of that name.
const Core* find_core(const std::string& fault);

}  // namespace vmcheck::vsock
