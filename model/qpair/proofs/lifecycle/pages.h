// The pages of a queue, reckoned beside the core.
#pragma once

#include "model/qpair/proofs/hal/queue_pages.h"
#include "sim/smt/number.h"

namespace vmcheck::qpair::proofs {

// With that of its header.
inline smt::Number pages_of(const smt::Word64& size) {
  const smt::Word64 whole = size / page_size();
  return smt::Number(1) +
         either(size % page_size() == 0, smt::Number(whole), smt::Number(whole) + 1);
}

}  // namespace vmcheck::qpair::proofs
