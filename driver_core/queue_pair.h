/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What everybody who makes a queue pair, or attaches to one, goes by: flags, sizes, pages.
 *
 * Of the two sizes of a pair one may be 0. They are those of its queues' data, in bytes; each queue
 * has a page for its header besides. A virtual machine and the host know one pair by the same
 * handle and see it from opposite ends: what one produces the other consumes.
 *
 * Pure functions of numbers. No sum wraps, whatever the numbers are.
 */
#ifndef VMCI_CORE_QUEUE_PAIR_H
#define VMCI_CORE_QUEUE_PAIR_H

#include "hal/hal.h"
#include "limits.h"
#include "result.h"

#define VMCI_QUEUE_PAIR_ATTACH_ONLY 1u /* to one that is there, or to none */
#define VMCI_QUEUE_PAIR_LOCAL	    2u /* both ends are on one machine, and nobody else's */
#define VMCI_QUEUE_PAIR_NONBLOCK    4u /* no longer supported, as the next one */
#define VMCI_QUEUE_PAIR_PINNED	    8u

/* VMCI_ERROR_INVALID_ARGS for flags that are not known or not supported. */
static inline int vmci_queue_pair_check_flags(vmci_u32 flags)
{
	if (flags & ~(VMCI_QUEUE_PAIR_ATTACH_ONLY | VMCI_QUEUE_PAIR_LOCAL))
		return VMCI_ERROR_INVALID_ARGS;
	return VMCI_SUCCESS;
}

/* Whether who attaches wants the same pair: how it found it says nothing about that. */
static inline int vmci_queue_pair_flags_agree(vmci_u32 flags, vmci_u32 others)
{
	return (flags & ~VMCI_QUEUE_PAIR_ATTACH_ONLY) == (others & ~VMCI_QUEUE_PAIR_ATTACH_ONLY);
}

/*
 * Whether there may be a pair of these sizes. VMCI_ERROR_INVALID_ARGS: both are 0;
 * VMCI_ERROR_NO_RESOURCES: together they are over VMCI_QUEUE_PAIR_BYTES_MAX.
 */
static inline int vmci_queue_pair_check_sizes(vmci_u64 produce_size, vmci_u64 consume_size)
{
	if (produce_size == 0 && consume_size == 0)
		return VMCI_ERROR_INVALID_ARGS;
	if (produce_size > VMCI_QUEUE_PAIR_BYTES_MAX)
		return VMCI_ERROR_NO_RESOURCES;
	if (consume_size > VMCI_QUEUE_PAIR_BYTES_MAX - produce_size)
		return VMCI_ERROR_NO_RESOURCES;
	return VMCI_SUCCESS;
}

/* The pages of a queue of at most VMCI_QUEUE_PAIR_BYTES_MAX bytes: its header's, and its data's. */
static inline vmci_u64 vmci_queue_pages(vmci_u64 size)
{
	return 1u + (size + (VMCI_HAL_PAGE_SIZE - 1u)) / VMCI_HAL_PAGE_SIZE;
}

#endif
