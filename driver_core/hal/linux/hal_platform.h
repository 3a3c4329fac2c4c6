/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The HAL for the Linux kernel.
 *
 * The virt_ forms order against another machine even where the kernel is built for one processor
 * and smp_ forms would only hold back the compiler. A 32-bit kernel accesses the low half of a
 * shared word: on ia32 a 64-bit read would be a locked cycle, which writes, and the peer's header
 * page may be mapped read-only.
 */
#ifndef VMCI_CORE_HAL_LINUX_H
#define VMCI_CORE_HAL_LINUX_H

#include <linux/types.h>
#include <linux/string.h>
#include <linux/mm.h>
#include <asm/barrier.h>
#include <asm/byteorder.h>
#include <asm/rwonce.h>

typedef u16 vmci_u16;
typedef u32 vmci_u32;
typedef u64 vmci_u64;

typedef struct vmci_shared_u64 {
	u64 value;
} vmci_shared_u64;

typedef unsigned char *vmci_page;
typedef const vmci_page *vmci_page_list;

#define VMCI_HAL_PAGE_SIZE PAGE_SIZE
#define VMCI_HAL_WIRE_WORDS 1

#ifdef __BIG_ENDIAN
#error "VMCI headers are little-endian and so are the machines that have the device."
#endif

static inline void vmci_hal_store_zero(vmci_shared_u64 *word)
{
	WRITE_ONCE(word->value, 0);
}

static inline vmci_u64 vmci_hal_load(const vmci_shared_u64 *word)
{
	return READ_ONCE(*(const unsigned long *)&word->value);
}

static inline vmci_u64 vmci_hal_load_acquire(const vmci_shared_u64 *word)
{
	return virt_load_acquire((const unsigned long *)&word->value);
}

static inline void vmci_hal_store_release(vmci_shared_u64 *word, vmci_u64 value)
{
	virt_store_release((unsigned long *)&word->value, (unsigned long)value);
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
