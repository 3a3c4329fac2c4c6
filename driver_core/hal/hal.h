/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The contract between the core and the machine under it: all that the core may call.
 *
 * A platform provides hal_platform.h, found on the include path (hal/linux, hal/freebsd, hal/user,
 * the simulator's, the symbolic machine's), which defines
 *
 *   vmci_u16, vmci_u32, vmci_u64	unsigned words. A checker may make them C++ classes, so the
 *				core never memsets or memcpys a structure that holds one.
 *   vmci_shared_u64		a word of memory shared with the peer: 8 bytes, little-endian.
 *   vmci_page			one mapped page of queue memory, passed by value.
 *   vmci_page_list		what list[i] gives such a page of: const vmci_page *, or in a checker
 *				a class that knows where the list ends.
 *   VMCI_HAL_PAGE_SIZE		bytes in a vmci_page, a compile-time constant.
 *   VMCI_HAL_WIRE_WORDS	defined when words have the layout of the wire, so that
 *				structures made of them can be checked against it.
 *   VMCI_HAL_WHILE(condition, variables...)
 *				optional: a loop that runs while the condition holds, and all the
 *				variables that it works on, those that it changes last. A checker
 *				that proves loops by induction takes them from here.
 *   VMCI_HAL_CALL_SITES	defined when its functions take the place of the call in the source
 *				as one more argument, with a default: C++ only.
 *
 * and the functions below as static inline. The declarations here hold every platform to the same
 * signatures.
 */
#ifndef VMCI_CORE_HAL_H
#define VMCI_CORE_HAL_H

#include "hal_platform.h"

#ifndef VMCI_HAL_WHILE
#define VMCI_HAL_WHILE(condition, ...) while (condition)
#endif

#ifndef VMCI_HAL_CALL_SITES

/*
 * Machines of 32 bits access the low half of a shared word, where indices fit, as queues are at
 * most 128 MiB: what the peer writes to the high half means nothing to them, and they leave their
 * own at the zero that vmci_hal_store_zero() put there.
 */

/* Writes zero to all 8 bytes of a shared word that the peer does not read yet. Orders nothing. */
static inline void vmci_hal_store_zero(vmci_shared_u64 *word);

/* Reads a shared word in one access. Orders nothing. */
static inline vmci_u64 vmci_hal_load(const vmci_shared_u64 *word);

/*
 * Reads a shared word in one access, before everything that follows it in program order.
 * It pairs with the peer's vmci_hal_store_release() of the same word.
 */
static inline vmci_u64 vmci_hal_load_acquire(const vmci_shared_u64 *word);

/*
 * Writes a shared word in one access, after everything that precedes it in program order.
 * It pairs with the peer's vmci_hal_load_acquire() of the same word. The peer may be another
 * machine, so the ordering must hold on a kernel built for one processor too.
 */
static inline void vmci_hal_store_release(vmci_shared_u64 *word, vmci_u64 value);

/*
 * Copies length bytes (1 to VMCI_HAL_PAGE_SIZE - offset) from source into a page at offset.
 * Returns 0, or nonzero when source could not be read; the page's bytes may then have changed.
 * Orders nothing.
 */
static inline int vmci_hal_copy_to_page(vmci_page page, vmci_u64 offset, const void *source,
					vmci_u64 length);

/*
 * Copies length bytes (1 to VMCI_HAL_PAGE_SIZE - offset) of a page from offset to target.
 * Returns 0, or nonzero when target could not be written. Orders nothing. The peer can change
 * the bytes at any time, during the copy as well.
 */
static inline int vmci_hal_copy_from_page(vmci_page page, vmci_u64 offset, void *target,
					  vmci_u64 length);

#endif /* VMCI_HAL_CALL_SITES */

#endif
