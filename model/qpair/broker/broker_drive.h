// How a step of the model runs one of the broker.
#pragma once

#include <span>

#include "model/qpair/broker/broker_step.h"
#include "model/qpair/broker/pair_padding.h"
#include "sim/world/platform.h"

namespace vmcheck::device::broker {

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
