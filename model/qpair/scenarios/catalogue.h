// Each scenario by its function; catalogue.cc gives them their order.
#pragma once

#include "model/qpair/simulated_core.h"
#include "sim/run/scenario.h"

namespace vmcheck::qpair {

run::Scenario begin(const simulated::Core& core);

run::Scenario producer_consumer(const simulated::Core& core);
run::Scenario wrap_around(const simulated::Core& core);
run::Scenario peek_dequeue(const simulated::Core& core);
run::Scenario vectored(const simulated::Core& core);
run::Scenario queries(const simulated::Core& core);
run::Scenario copy_faults(const simulated::Core& core);
run::Scenario resume(const simulated::Core& core);

run::Scenario both_directions(const simulated::Core& core);
run::Scenario exchange(const simulated::Core& core);
run::Scenario equal_traffic(const simulated::Core& core);
run::Scenario unequal_sizes(const simulated::Core& core);

run::Scenario lying_peer(const simulated::Core& core);
run::Scenario backward_peer(const simulated::Core& core);

}  // namespace vmcheck::qpair
