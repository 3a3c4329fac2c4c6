// Faults seeded into the host's broker, and the violation that each must cause. The patches are
// those of the core's unit tests, in driver_core/tests/faults. No scenario finds
//
//   broker: any_context_found
//       Nobody asks for a handle without a context.
//   host_endpoint: headers_believed_at_map
//       Machines that keep to the protocol do not write into the host's half of a header, and of
//       others the host's end is not held to what it reads.
//   pair: host_not_woken
//       Who has claimed the pair at that moment is awaited, and wakes them all as well.
//   pair_checks: all but host_size_without_limit
//       Who is charged is refused all the same, or nobody asks so. The functions are proved.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "model/qpair/broker/cores.h"

namespace vmcheck::device::broker {

struct SeededFault {
  const HostCore* core;     // its name is the patch's
  std::string scenario;     // in which it is found
  std::string property;     // which the shortest violation there breaks
  std::string origin = {};  // where it was published: "Linux, 2022"; empty: a class of faults

  // For test output.
  friend void PrintTo(const SeededFault& fault, std::ostream* out) { *out << fault.core->name; }
};

const std::vector<SeededFault>& seeded_faults();

// The core with a fault, or the sound one for an empty name. Null when there is none of that name.
const HostCore* find_core(const std::string& fault);

}  // namespace vmcheck::device::broker
