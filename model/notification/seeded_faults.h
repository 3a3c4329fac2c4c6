// Faults seeded into the core's handler of notifications, each a patch in faults/, and the
// violation that each must cause.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "model/notification/cores.h"

namespace vmcheck::notification {

struct SeededFault {
  const Core* core;      // its name is the patch's
  std::string scenario;  // which finds it
  std::string property;  // which the first violation there breaks
  // The memory models under which it shows, as sim/memory/models.h has them in order. A race may be
  // what is found first, where races are forbidden.
  std::vector<std::string> models;

  // For test output.
  friend void PrintTo(const SeededFault& fault, std::ostream* out) { *out << fault.core->name; }
};

const std::vector<SeededFault>& seeded_faults();

// The core with a fault, or the sound one for an empty name. Null when there is none of that name.
const Core* find_core(const std::string& fault);

}  // namespace vmcheck::notification
