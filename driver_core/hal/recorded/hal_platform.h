/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Any platform, with a record of what the core reads and writes of the words that it shares with a
 * peer. This folder stands before the platform's own on the include path:
 *
 *	-Idriver_core/hal/recorded -Idriver_core/hal/linux
 *
 * Whoever uses it defines vmci_recorded. While that is a null pointer nothing is recorded.
 */
#ifndef VMCI_CORE_HAL_RECORDED_H
#define VMCI_CORE_HAL_RECORDED_H

#define vmci_hal_load	       vmci_hal_unrecorded_load
#define vmci_hal_load_acquire  vmci_hal_unrecorded_load_acquire
#define vmci_hal_store_release vmci_hal_unrecorded_store_release
#include_next "hal_platform.h"
#undef vmci_hal_load
#undef vmci_hal_load_acquire
#undef vmci_hal_store_release

#include "record_log.h"

#ifdef __cplusplus
extern "C" {
#endif
extern struct vmci_record_log *vmci_recorded;
#ifdef __cplusplus
}
#endif

static inline void vmci_hal_record(unsigned int kind, const void *where, vmci_u64 value,
				   const void *bytes, vmci_u64 length)
{
	struct vmci_record_log *log = __atomic_load_n(&vmci_recorded, __ATOMIC_ACQUIRE);

	if (log)
		vmci_record_add(log, kind, (vmci_u64)(unsigned long)where, value, bytes, length);
}

static inline vmci_u64 vmci_hal_load(const vmci_shared_u64 *word)
{
	vmci_u64 value = vmci_hal_unrecorded_load(word);

	vmci_hal_record(VMCI_RECORD_LOAD, word, value, 0, 0);
	return value;
}

static inline vmci_u64 vmci_hal_load_acquire(const vmci_shared_u64 *word)
{
	vmci_u64 value = vmci_hal_unrecorded_load_acquire(word);

	vmci_hal_record(VMCI_RECORD_LOAD, word, value, 0, 0);
	return value;
}

/* What comes of it at the peer is recorded behind it. */
static inline void vmci_hal_store_release(vmci_shared_u64 *word, vmci_u64 value)
{
	vmci_hal_record(VMCI_RECORD_STORE, word, value, 0, 0);
	vmci_hal_unrecorded_store_release(word, value);
}

#endif
