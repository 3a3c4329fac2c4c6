// The production core on the memory of this process (hal/user), as it stands or with a seeded
// fault.
#pragma once

extern "C" {
#include "driver_core/ring.h"
}

namespace vmcheck::native {

#include "model/qpair/core_table.inc"

}  // namespace vmcheck::native
