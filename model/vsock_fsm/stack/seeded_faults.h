// Faults seeded into a machine's sockets, each a patch in faults/, and the violation that each must
// cause.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "model/vsock_fsm/stack/scenarios.h"

namespace vmcheck::device::sockets {

struct SeededFault {
  const char* name;         // the patch's
  const StackCore* core;    // with the fault
  std::string scenario;     // in which it is found
  std::string property;     // which the shortest violation there breaks
  std::string origin = {};  // where it was published: "Linux, 2021"; empty: a class of faults

  // For test output.
  friend void PrintTo(const SeededFault& fault, std::ostream* out) { *out << fault.name; }
};

const std::vector<SeededFault>& seeded_faults();

// The core with a fault, or the sound one for an empty name. Null when there is none of that name.
const StackCore* find_core(const std::string& fault);

}  // namespace vmcheck::device::sockets
