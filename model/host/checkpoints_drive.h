// How a step of the model runs one of the host's.
#pragma once

#include <span>

#include "model/host/checkpoints_step.h"
#include "model/qpair/broker/pair_padding.h"
#include "sim/world/platform.h"

namespace vmcheck::device::host {

// The pair's handle, and its sizes as the machine sees them.
inline constexpr vmci_handle kPair{VMCI_CONTEXT_HOST, 7};
inline constexpr std::uint64_t kProduceSize = 3;
inline constexpr std::uint64_t kConsumeSize = 2;

template <typename Run>
auto CheckpointStep::drive(const Run& run) {
  const auto made = [&] {
    const world::Platform platform(world::Machines(std::span<world::Hardware>()), *this, chooser_,
                                   observer_);
    return run(*state_.host);
  }();
  for (vmci_broker_pair& entry : state_.host->broker.pairs) clear_padding(entry.pair);
  return made;
}

}  // namespace vmcheck::device::host
