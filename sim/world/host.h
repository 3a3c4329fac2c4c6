// A host on simulated machines: what its broker of queue pairs meets there, besides the memory of
// their queues.
#pragma once

#include <cstdint>

#include "sim/world/faults.h"
#include "sim/world/queue_pairs.h"

namespace vmcheck::world {

// Whose pages a virtual machine gives, or a host has pinned: the queue that the machine fills, and
// the one that it drains. All zero bytes: none.
struct PageStore {
  Queue of_vm;
  Queue of_host;
};
using Pinned = PageStore;

// The host, by a model.
class Host {
 public:
  virtual ~Host() = default;

  // What can go wrong in it.
  virtual Faults& faults() = 0;

  // Those whose step waits are to try again.
  virtual void woken() = 0;

  // A context is to fetch an event.
  virtual void told(std::uint32_t context) = 0;
};

}  // namespace vmcheck::world
