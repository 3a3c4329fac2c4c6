// What is proved of how queue pairs are made and ended, for all that can be asked: of the host's
// broker, and of the driver in a virtual machine.
#pragma once

#include <vector>

#include "sim/smt/theorem.h"

namespace vmcheck::qpair::proofs::lifecycle {

// All of them. Names are "broker/what" and "guest/what". Their words have 32 bits at least.
const std::vector<smt::Theorem>& theorems();

}  // namespace vmcheck::qpair::proofs::lifecycle
