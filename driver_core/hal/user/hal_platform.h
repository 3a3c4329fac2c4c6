/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The HAL for user programs: queue memory mapped into the process, as /dev/vmci gives it.
 * The accesses are C11's atomic operations by their compiler builtins, which are the same in C and
 * in C++ and work on memory that was not declared _Atomic.
 */
#ifndef VMCI_CORE_HAL_USER_H
#define VMCI_CORE_HAL_USER_H

#include <stdint.h>

typedef uint16_t vmci_u16;
typedef uint32_t vmci_u32;
typedef uint64_t vmci_u64;

typedef struct vmci_shared_u64 {
	uint64_t value;
} vmci_shared_u64;

typedef unsigned char *vmci_page;
typedef const vmci_page *vmci_page_list;

#ifndef VMCI_HAL_PAGE_SIZE
#define VMCI_HAL_PAGE_SIZE 4096u
#endif
#define VMCI_HAL_WIRE_WORDS 1

static inline vmci_u64 vmci_hal_load(const vmci_shared_u64 *word)
{
	return __atomic_load_n(&word->value, __ATOMIC_RELAXED);
}

static inline vmci_u64 vmci_hal_load_acquire(const vmci_shared_u64 *word)
{
	return __atomic_load_n(&word->value, __ATOMIC_ACQUIRE);
}

static inline void vmci_hal_store_release(vmci_shared_u64 *word, vmci_u64 value)
{
	__atomic_store_n(&word->value, value, __ATOMIC_RELEASE);
}

static inline int vmci_hal_copy_to_page(vmci_page page, vmci_u64 offset, const void *source,
					vmci_u64 length)
{
	__builtin_memcpy(page + offset, source, length);
	return 0;
}

static inline int vmci_hal_copy_from_page(vmci_page page, vmci_u64 offset, void *target,
					  vmci_u64 length)
{
	__builtin_memcpy(target, page + offset, length);
	return 0;
}

#endif
