// A fleet driven by the random explorer's answers.
#pragma once

#include <cstdint>
#include <string>

#include "model/vsock_fsm/cores.h"
#include "model/vsock_fsm/fleet/figures.h"

namespace vmcheck::vsock::fleet {

struct Outcome {
  Figures figures;
  bool broken = false;
  std::string story;  // which property, and how
};

// Makes a run until each connection has been opened, used and closed, or something is broken.
// Faults strike once in hundreds of times. The same seed gives the same run.
Outcome run_fleet(const Core& core, const Size& size, std::uint64_t seed);

}  // namespace vmcheck::vsock::fleet
