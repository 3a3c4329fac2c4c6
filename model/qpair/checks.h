// What holds of a queue pair: at rest, when no task runs any more, and under way.
#pragma once

#include <cstdint>

#include "model/qpair/endpoints.h"
#include "model/qpair/ends.h"

namespace vmcheck::qpair {

// One ring's history: where its indices began, and what has gone in and out.
struct RingHistory {
  std::uint32_t start = 0;
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
};

// All queries of the endpoint that fills the ring and of the one that drains it tell the truth.
void check_fill(const simulated::Core& core, const simulated::vmci_ring_pair& producer,
                const simulated::vmci_ring_pair& consumer, const RingHistory& history);

// While the other end runs: free + ready = size - 1, up to what that end does between two queries.
// The one who fills the ring sees free space only grow, the one who drains it sees it only shrink.
void check_fill_of_producer(const simulated::Core& core, const simulated::vmci_ring_pair& producer);
void check_fill_of_consumer(const simulated::Core& core, const simulated::vmci_ring_pair& consumer);

// Takes out what is left in the ring: all that was sent has then been received, once.
void check_complete(const Sender& sender, Receiver& receiver);

}  // namespace vmcheck::qpair
