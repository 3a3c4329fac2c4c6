// What holds of a queue pair: at rest, when no task runs any more, and under way.
#pragma once

#include <cstdint>

#include "model/qpair/endpoints.h"
#include "model/qpair/ends.h"

namespace vmcheck::qpair {

// At rest: all queries of both ends of a ring whose indices began at `start` tell the truth.
void check_fill(const Sender& sender, const Receiver& receiver, std::uint32_t start = 0);

// While the other end runs: free + ready = size - 1, up to what that end does between two queries.
// The one who fills the ring sees free space only grow, the one who drains it sees it only shrink.
void check_fill_of_producer(const Endpoint& producer);
void check_fill_of_consumer(const Endpoint& consumer);

// Takes out what is left in the ring: all that was sent has then been received, once.
void check_complete(const Sender& sender, Receiver& receiver);

}  // namespace vmcheck::qpair
