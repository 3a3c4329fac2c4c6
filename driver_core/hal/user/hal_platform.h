/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The HAL for user programs: queue memory mapped into the process, as /dev/vmci gives it.
 * The accesses are C11's atomic operations by their compiler builtins, which are the same in C and
 * in C++ and work on memory that was not declared _Atomic.
 */
#ifndef VMCI_CORE_HAL_USER_H
#define VMCI_CORE_HAL_USER_H

#include <stddef.h>
#include <stdint.h>

typedef uint16_t vmci_u16;
typedef uint32_t vmci_u32;
typedef uint64_t vmci_u64;

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "VMCI headers are little-endian and so are the machines that have the device."
#endif

/*
 * What the machine accesses at a time, in bytes. Of a machine of 32 bits it is the half: on ia32 a
 * 64-bit read may be a locked cycle, which writes, and the peer's header may be mapped read-only.
 */
#ifndef VMCI_HAL_WORD_SIZE
#define VMCI_HAL_WORD_SIZE __SIZEOF_LONG__
#endif
#if VMCI_HAL_WORD_SIZE == 8
typedef uint64_t vmci_hal_word;
#else
typedef uint32_t vmci_hal_word;
#endif

typedef struct vmci_shared_u64 {
	vmci_hal_word value;
#if VMCI_HAL_WORD_SIZE < 8
	vmci_hal_word high;
#endif
} vmci_shared_u64;

typedef unsigned char *vmci_page;
typedef const vmci_page *vmci_page_list;

#ifndef VMCI_HAL_PAGE_SIZE
#define VMCI_HAL_PAGE_SIZE 4096u
#endif
#define VMCI_HAL_WIRE_WORDS 1

static inline void vmci_hal_store_zero(vmci_shared_u64 *word)
{
	__atomic_store_n(&word->value, 0, __ATOMIC_RELAXED);
#if VMCI_HAL_WORD_SIZE < 8
	__atomic_store_n(&word->high, 0, __ATOMIC_RELAXED);
#endif
}

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
	__atomic_store_n(&word->value, (vmci_hal_word)value, __ATOMIC_RELEASE);
}

static inline int vmci_hal_copy_to_page(vmci_page page, vmci_u64 offset, const void *source,
					vmci_u64 length)
{
	__builtin_memcpy(page + offset, source, (size_t)length);
	return 0;
}

static inline int vmci_hal_copy_from_page(vmci_page page, vmci_u64 offset, void *target,
					  vmci_u64 length)
{
	__builtin_memcpy(target, page + offset, (size_t)length);
	return 0;
}

#endif
