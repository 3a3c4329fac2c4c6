/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The HAL for the Linux kernel: locks. */
#ifndef VMCI_CORE_HAL_LINUX_LOCK_H
#define VMCI_CORE_HAL_LINUX_LOCK_H

#include <linux/spinlock.h>

typedef struct vmci_lock {
	spinlock_t lock;
	unsigned long flags; /* of who holds it */
} vmci_lock;

static inline void vmci_hal_lock_init(vmci_lock *lock)
{
	spin_lock_init(&lock->lock);
}

static inline void vmci_hal_lock(vmci_lock *lock)
{
	unsigned long flags;

	spin_lock_irqsave(&lock->lock, flags);
	lock->flags = flags;
}

static inline void vmci_hal_unlock(vmci_lock *lock)
{
	spin_unlock_irqrestore(&lock->lock, lock->flags);
}

#endif
