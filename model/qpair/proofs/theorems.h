// What is proved of the production core, for every size and every index of 64 bits.
#pragma once

#include <vector>

#include "sim/smt/theorem.h"

namespace vmcheck::qpair::proofs {

// All of them, in the order in which they are shown. Names are "topic/what".
const std::vector<smt::Theorem>& theorems();

}  // namespace vmcheck::qpair::proofs
