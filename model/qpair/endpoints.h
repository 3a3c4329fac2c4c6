// A queue pair in simulated memory: two header pages, two rings, and an endpoint at either side.
#pragma once

#include <cstdint>
#include <vector>

#include "model/qpair/simulated_core.h"
#include "sim/run/machine.h"

namespace vmcheck::qpair {

// Sizes in bytes of the two rings, each named after its producer.
struct RingSizes {
  std::uint32_t a;
  std::uint32_t b;
};

// One queue: its header, its bytes, and the rest of the last page, which nobody may touch.
struct Queue {
  simulated::vmci_queue_header header{};
  std::vector<vmci_page> pages;
  std::uint32_t size = 0;
  run::Location first_byte;

  // `owner` is "A" or "B": the names of the queue's words and bytes begin with it.
  Queue(run::Machine& machine, const char* owner, std::uint32_t size);
};

// One endpoint in the hands of one task, which keeps in it what is private to the core.
struct Endpoint {
  const simulated::Core& core;
  simulated::vmci_ring_pair pair;
};

// The memory that both sides map: here only where things are, so that nothing in it changes during
// a run. (What is in memory the machine knows; what is private to the core is in the endpoints.)
// It must last as long as the run: `finally` keeps it.
class QueuePair {
 public:
  // Both rings empty, their indices at `start_a` and `start_b`.
  QueuePair(run::Machine& machine, const simulated::Core& core, RingSizes sizes,
            std::uint32_t start_a = 0, std::uint32_t start_b = 0);

  const Queue& queue_a() const { return a_; }
  const Queue& queue_b() const { return b_; }

  // Endpoint A produces into queue A and consumes from queue B; B the other way round. Each call
  // makes an object of the task that is declared next. Where two tasks share an endpoint, one for
  // either direction, each has its own: the directions have no private word in common.
  Endpoint& endpoint_a(run::Machine& machine) {
    return endpoint_a(machine, {start_a_, start_a_, start_b_, start_b_});
  }
  Endpoint& endpoint_b(run::Machine& machine) {
    return endpoint_b(machine, {start_b_, start_b_, start_a_, start_a_});
  }

  // The same at these indices, of which it publishes its own two.
  Endpoint& endpoint_a(run::Machine& machine, const simulated::vmci_ring_indexes& at) {
    return endpoint(machine, a_, b_, at);
  }
  Endpoint& endpoint_b(run::Machine& machine, const simulated::vmci_ring_indexes& at) {
    return endpoint(machine, b_, a_, at);
  }

 private:
  Endpoint& endpoint(run::Machine& machine, Queue& produce, const Queue& consume,
                     const simulated::vmci_ring_indexes& at) const;

  const simulated::Core& core_;
  std::uint32_t start_a_;
  std::uint32_t start_b_;
  Queue a_;
  Queue b_;
};

}  // namespace vmcheck::qpair
