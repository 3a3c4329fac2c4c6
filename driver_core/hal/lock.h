/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The contract between what has tables of its own, a driver of the device or a host's broker, and
 * the machine under it: locks.
 *
 * A platform that has either provides hal_lock_platform.h, which defines
 *
 *   vmci_lock	a lock. All zero bytes: never initialised.
 *
 * and the functions below as static inline. The declarations here hold every platform to the same
 * signatures.
 */
#ifndef VMCI_CORE_HAL_LOCK_H
#define VMCI_CORE_HAL_LOCK_H

#include "hal.h"
#include "hal_lock_platform.h"

#ifndef VMCI_HAL_CALL_SITES

static inline void vmci_hal_lock_init(vmci_lock *lock);

/*
 * Takes a lock, spinning, with interrupts off on this processor; gives it back. What is done with a
 * lock held is seen by the next who takes it. A lock is not taken twice. While one is held nothing
 * is called that could sleep: device.h and host.h say what may be.
 */
static inline void vmci_hal_lock(vmci_lock *lock);
static inline void vmci_hal_unlock(vmci_lock *lock);

#endif /* VMCI_HAL_CALL_SITES */

#endif
