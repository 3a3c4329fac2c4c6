/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The HAL of a host that a test makes up: locks, of a machine that makes one step at a time. */
#ifndef VMCI_CORE_TESTS_HAL_LOCK_H
#define VMCI_CORE_TESTS_HAL_LOCK_H

typedef struct vmci_lock {
	unsigned char held;
} vmci_lock;

#ifdef __cplusplus
extern "C" {
#endif

/* Says whether something is called that must not be, with a lock held or without it. */
void test_host_locked(int is_locked, int must_be_locked);

#ifdef __cplusplus
}
#endif

static inline void vmci_hal_lock_init(vmci_lock *lock)
{
	lock->held = 0;
}

static inline void vmci_hal_lock(vmci_lock *lock)
{
	test_host_locked(lock->held, 0);
	lock->held = 1;
}

static inline void vmci_hal_unlock(vmci_lock *lock)
{
	test_host_locked(lock->held, 1);
	lock->held = 0;
}

#endif
