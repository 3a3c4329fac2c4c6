// How a step of the model runs one of the host's broker.
#pragma once

#include <span>
#include <string>

#include "model/qpair/broker/pair_padding.h"
#include "model/qpair/lifecycle/pair_step.h"
#include "model/qpair/lifecycle/properties.h"
#include "sim/world/platform.h"

namespace vmcheck::device::lifecycle {

// The first byte that the client writes, and the host.
inline constexpr std::uint8_t kFromClient = 0x20;
inline constexpr std::uint8_t kFromHost = 0x40;

template <typename Run>
auto PairStep::drive(const Run& run) {
  const auto made = [&] {
    const world::Platform platform(world::Machines(std::span(&state_.machine, 1)), *this, chooser_,
                                   observer_);
    return run(*state_.broker);
  }();
  for (vmci_broker_pair& entry : state_.broker->pairs) clear_padding(entry.pair);
  return made;
}

// Within a step of the machine's. Whoever has claimed the pair meanwhile makes his steps.
template <typename Run>
void PairStep::run_through(const Run& run) {
  vmci_step made = VMCI_STEP_AGAIN;
  while (made != VMCI_STEP_DONE) {
    made = drive(run);
    if (made != VMCI_STEP_WAIT) continue;
    const Program& program = state_.program;
    if (program.does != Program::Does::nothing && program.call->phase != VMCI_BROKER_CLAIM) {
      go_on_with_call();
    } else if (program.moves != 0 && program.end_sleeps == 0) {
      go_on_with_end();
    } else if (state_.third.tries != 0 && state_.third.call->phase != VMCI_BROKER_CLAIM) {
      go_on_with_third();
    } else {
      observer_.always(property::kResult, false,
                       [] { return std::string("a hypercall waits for nobody"); });
      return;
    }
  }
}

}  // namespace vmcheck::device::lifecycle
