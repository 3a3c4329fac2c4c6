// What is proved of the host's broker, for every pair that there can be and all that can be asked.
#pragma once

#include <vector>

#include "sim/smt/theorem.h"

namespace vmcheck::qpair::proofs::broker {

// All of them. Names are "broker/what". Their words have 32 bits at least.
const std::vector<smt::Theorem>& theorems();

}  // namespace vmcheck::qpair::proofs::broker
