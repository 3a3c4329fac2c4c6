// What is demanded of every state of the machines.
#pragma once

#include <span>
#include <vector>

#include "model/vsock_fsm/bounds.h"
#include "model/vsock_fsm/network.h"
#include "sim/state/observer.h"

namespace vmcheck::vsock {

// Something that a socket's connection can be, and which some run must reach.
struct Kind {
  const run::Property* property;
  bool (*is)(const Socket&);
};

// Those that some run of a scenario must reach.
std::vector<Kind> kinds_reached(const Bounds& bounds);

void check_invariants(const Network& network, std::span<const Kind> reached,
                      state::Observer& observer);

}  // namespace vmcheck::vsock
