// The part of the HAL that concerns locks: see hal_platform.h.
#pragma once

#include "sim/world/platform.h"

using vmci_lock = vmcheck::world::Lock;

static inline void vmci_hal_lock_init(vmci_lock* lock) {
  *lock = {};
}

static inline void vmci_hal_lock(vmci_lock* lock) {
  vmcheck::world::Platform::current().lock(*lock);
}

static inline void vmci_hal_unlock(vmci_lock* lock) {
  vmcheck::world::Platform::current().unlock(*lock);
}
