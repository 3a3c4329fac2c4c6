// What is proved of a connection's step function, for all connections and all that can happen.
#pragma once

#include <vector>

#include "sim/smt/theorem.h"

namespace vmcheck::vsock::proofs {

// All of them. Names are "vsock/what". Their words have 32 bits at least.
const std::vector<smt::Theorem>& theorems();

}  // namespace vmcheck::vsock::proofs
