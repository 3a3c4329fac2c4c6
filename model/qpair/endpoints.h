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

// Endpoint A produces into queue_a and consumes from queue_b; B the other way round.
struct Endpoints {
  Queue queue_a;
  Queue queue_b;
  simulated::vmci_ring_pair a{};
  simulated::vmci_ring_pair b{};

  // Both rings empty, their indices at `start_a` and `start_b`.
  Endpoints(run::Machine& machine, const simulated::Core& core, RingSizes sizes,
            std::uint32_t start_a = 0, std::uint32_t start_b = 0);
};

}  // namespace vmcheck::qpair
