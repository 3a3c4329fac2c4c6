/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The HAL for the FreeBSD kernel, on atomic(9). A 32-bit kernel accesses the low half of a shared
 * word: there a 64-bit read may be a locked cycle, which writes, and the peer's header page may be
 * mapped read-only.
 */
#ifndef VMCI_CORE_HAL_FREEBSD_H
#define VMCI_CORE_HAL_FREEBSD_H

#include <sys/types.h>
#include <sys/param.h>
#include <sys/systm.h>
#include <machine/atomic.h>

typedef uint16_t vmci_u16;
typedef uint32_t vmci_u32;
typedef uint64_t vmci_u64;

typedef struct vmci_shared_u64 {
	u_long value;
#ifndef __LP64__
	u_long high;
#endif
} vmci_shared_u64;

typedef unsigned char *vmci_page;
typedef const vmci_page *vmci_page_list;

#define VMCI_HAL_PAGE_SIZE ((vmci_u64)PAGE_SIZE)
#define VMCI_HAL_WIRE_WORDS 1

static inline void vmci_hal_store_zero(vmci_shared_u64 *word)
{
	*(volatile u_long *)&word->value = 0;
#ifndef __LP64__
	*(volatile u_long *)&word->high = 0;
#endif
}

static inline vmci_u64 vmci_hal_load(const vmci_shared_u64 *word)
{
	return *(const volatile u_long *)&word->value;
}

static inline vmci_u64 vmci_hal_load_acquire(const vmci_shared_u64 *word)
{
	return atomic_load_acq_long(&word->value);
}

static inline void vmci_hal_store_release(vmci_shared_u64 *word, vmci_u64 value)
{
	atomic_store_rel_long(&word->value, (u_long)value);
}

static inline int vmci_hal_copy_to_page(vmci_page page, vmci_u64 offset, const void *source,
					vmci_u64 length)
{
	memcpy(page + offset, source, (size_t)length);
	return 0;
}

static inline int vmci_hal_copy_from_page(vmci_page page, vmci_u64 offset, void *target,
					  vmci_u64 length)
{
	memcpy(target, page + offset, (size_t)length);
	return 0;
}

#endif
