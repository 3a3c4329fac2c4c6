// Faults seeded into the host's broker, and the violation that each must cause. The patches are
// those of the core's unit tests, in driver_core/tests/faults. Tried in every scenario, and found in
// none, as unit tests and proofs find them:
//
//   broker: any_context_found
//       Nobody asks for a handle without a context.
//   host_endpoint: headers_believed_at_map
//       Machines that keep to the protocol do not write into the host's half of a header, and of
//       others the host's end is not held to what it reads.
//   pair_checks: machine_size_without_limit
//       Who is charged for the pair is refused with the same error.
//   pair_checks: pages_not_counted, pages_not_counted_when_set
//       As many pages are pinned as the sizes need, whatever number was told.
//   pair_checks: sizes_compared_first
//       Nobody asks for other sizes of what he may not attach to at all.
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
