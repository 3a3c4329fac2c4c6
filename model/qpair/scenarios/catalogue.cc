#include "model/qpair/scenarios/catalogue.h"

#include "model/qpair/scenarios.h"

namespace vmcheck::qpair {

std::vector<run::Scenario> scenarios(const simulated::Core& core) {
  return {
      begin(core),           producer_consumer(core), wrap_around(core),   peek_dequeue(core),
      vectored(core),        queries(core),           copy_faults(core),   resume(core),
      both_directions(core), exchange(core),          equal_traffic(core), unequal_sizes(core),
      lying_peer(core),      backward_peer(core),
  };
}

}  // namespace vmcheck::qpair
