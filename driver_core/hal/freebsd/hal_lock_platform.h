/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The HAL for the FreeBSD kernel: locks.
 *
 * They are ordinary mutexes. Handlers of interrupts and deferred work are threads here, so that no
 * lock is asked for where interrupts are off; and a spin mutex would keep them off while a datagram
 * of 68 KiB goes through a port. So operations may be called wherever mtx_lock() may: not in
 * filters, and not with a spin mutex held.
 */
#ifndef VMCI_CORE_HAL_FREEBSD_LOCK_H
#define VMCI_CORE_HAL_FREEBSD_LOCK_H

#include <sys/param.h>
#include <sys/lock.h>
#include <sys/mutex.h>

typedef struct vmci_lock {
	struct mtx mutex;
} vmci_lock;

static inline void vmci_hal_lock_init(vmci_lock *lock)
{
	mtx_init(&lock->mutex, "vmci_core", NULL, MTX_DEF);
}

static inline void vmci_freebsd_lock_destroy(vmci_lock *lock)
{
	mtx_destroy(&lock->mutex);
}

static inline void vmci_hal_lock(vmci_lock *lock)
{
	mtx_lock(&lock->mutex);
}

static inline void vmci_hal_unlock(vmci_lock *lock)
{
	mtx_unlock(&lock->mutex);
}

#endif
