// How a pair begins, for any numbers that it is asked to begin with.
#pragma once

#include <cstdint>

#include "model/qpair/simulated_core.h"
#include "sim/run/machine.h"

namespace vmcheck::qpair {

struct Beginning {
  std::uint64_t produce_size;
  std::uint64_t consume_size;
  std::uint64_t produce_pages;
  std::uint64_t consume_pages;
  simulated::vmci_ring_indexes indexes;
};

// A program that begins so, and checks that it is refused or done as it should be.
void build_beginning(run::Machine& machine, const simulated::Core& core,
                     const Beginning& beginning);

}  // namespace vmcheck::qpair
