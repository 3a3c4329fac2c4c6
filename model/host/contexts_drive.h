// How a step of the model runs one of the host's.
#pragma once

#include <span>

#include "model/host/contexts_step.h"
#include "sim/world/platform.h"

namespace vmcheck::device::host {

template <typename Run>
auto ContextStep::drive(const Run& run) {
  const world::Platform platform(world::Machines(std::span<world::Hardware>()), *this, chooser_,
                                 observer_);
  return run(*state_.host);
}

}  // namespace vmcheck::device::host
