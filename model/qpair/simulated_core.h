// The production core on the simulated machine, as it stands or with a seeded fault.
#pragma once

#include "sim/world/hal/hal_platform.h"

// In a namespace of its own, because other machines compile the same types with other words.
namespace vmcheck::simulated {

#include <driver_core/ring.h>

#include "model/qpair/core_table.inc"

}  // namespace vmcheck::simulated
