// How a step of the model runs one of the broker.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>

#include "model/qpair/broker/broker_step.h"
#include "sim/world/platform.h"

namespace vmcheck::device::broker {

// Zeroes what a copy of the whole object may have left behind its members.
inline void clear_padding(vmci_pair& pair) {
  constexpr std::size_t kUsed = offsetof(vmci_pair, creator_capabilities) + 1;
  std::memset(reinterpret_cast<std::byte*>(&pair) + kUsed, 0, sizeof pair - kUsed);
}

template <typename Run>
auto BrokerStep::drive(std::uint8_t actor, Trigger trigger, std::uint32_t context, const Run& run) {
  const state::Padded<vmci_broker> before = state_.broker;
  const auto made = [&] {
    const world::Platform platform(world::Machines(std::span<world::Hardware>()), *this, chooser_,
                                   observer_);
    return run(*state_.broker);
  }();
  for (vmci_broker_pair& entry : state_.broker->pairs) clear_padding(entry.pair);
  watch(*before, actor, trigger, context);
  return made;
}

}  // namespace vmcheck::device::broker
