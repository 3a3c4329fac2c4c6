// A ring of one producer and one consumer, small and well known: two independent checkers agree on
// how many executions it has under each memory model.
#pragma once

#include <cstdint>

#include "sim/run/scenario.h"

namespace vmcheck::explore {

// A ring of 4 slots, one always free. The producer makes `operations` attempts to enqueue, the
// consumer as many to dequeue; then the ring is drained. Each end reads its own index relaxed and
// the other one's with acquire, moves one plain slot, and publishes its own index with a store of
// order `publish`.
run::Scenario spsc_ring(std::uint32_t operations, run::Order publish = run::Order::release);

}  // namespace vmcheck::explore
