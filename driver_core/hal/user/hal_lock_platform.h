/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The HAL for user programs: locks. */
#ifndef VMCI_CORE_HAL_USER_LOCK_H
#define VMCI_CORE_HAL_USER_LOCK_H

#include <sched.h>

typedef struct vmci_lock {
	unsigned char held;
} vmci_lock;

static inline void vmci_hal_lock_init(vmci_lock *lock)
{
	lock->held = 0;
}

/* Who holds it may have lost its processor, which it gets sooner if nobody spins. */
static inline void vmci_hal_lock(vmci_lock *lock)
{
	/* Pairs with the release in vmci_hal_unlock(). */
	while (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE))
		sched_yield();
}

static inline void vmci_hal_unlock(vmci_lock *lock)
{
	/* Pairs with the acquire in vmci_hal_lock(). */
	__atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

#endif
