// The part of the HAL that concerns locks, of the same machine.
#pragma once

#include "sim/run/machine.h"

// A word of shared memory.
struct vmci_lock {
  vmcheck::run::Location location;
};

static inline void vmci_hal_lock_init(vmci_lock* lock) {
  lock->location = vmcheck::run::Machine::current().word("lock", 0);
}

static inline void vmci_hal_lock(vmci_lock* lock,
                                 vmcheck::run::Site site = vmcheck::run::Site::current()) {
  vmcheck::run::Machine::current().lock(lock->location, site);
}

static inline void vmci_hal_unlock(vmci_lock* lock,
                                   vmcheck::run::Site site = vmcheck::run::Site::current()) {
  vmcheck::run::Machine::current().unlock(lock->location, site);
}
