// The topics of the theorems about the life of queue pairs, a file each.
#pragma once

#include <vector>

#include "sim/smt/theorem.h"

namespace vmcheck::qpair::proofs {

namespace broker {
std::vector<smt::Theorem> theorems();
}
namespace checkpoint {
std::vector<smt::Theorem> theorems();
}
namespace guest {
std::vector<smt::Theorem> theorems();
}

}  // namespace vmcheck::qpair::proofs
