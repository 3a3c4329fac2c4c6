// A ring of one producer and one consumer, small and well known: two independent checkers agree on
// how many executions it has under each memory model.
#pragma once

#include <cstdint>

#include "sim/run/scenario.h"

namespace vmcheck::explore {

// How an end publishes its index.
enum class Publication : std::uint8_t {
  relaxed,            // wrong: nothing orders the slot before it
  release,            // store-release
  release_and_fence,  // and a full fence behind it, as before a look whether the peer sleeps
};

// A ring of 4 slots, one always free. The producer makes `operations` attempts to enqueue, the
// consumer as many to dequeue; then the ring is drained. Each end reads its own index relaxed and
// the other one's with acquire, moves one plain slot, and publishes its own index.
run::Scenario spsc_ring(std::uint32_t operations, Publication publication = Publication::release);

}  // namespace vmcheck::explore
