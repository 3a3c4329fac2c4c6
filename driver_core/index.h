/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Index arithmetic of a ring: pure functions of numbers, no memory.
 *
 * A ring has a size in bytes and two indices in [0, size). The tail is where the producer writes
 * next, the head where the consumer reads next; tail == head is an empty ring. One byte stays free,
 * so that a full ring can be told from an empty one: free + ready == size - 1. A size need not be a
 * power of two. Nothing here wraps as a 64-bit number: every intermediate lies in [0, size].
 *
 * Functions that can fail return VMCI_SUCCESS or VMCI_ERROR_INVALID_SIZE, and on failure leave
 * their results alone.
 */
#ifndef VMCI_CORE_INDEX_H
#define VMCI_CORE_INDEX_H

#include "hal/hal.h"
#include "result.h"

/*
 * The index n bytes behind `at`: (at + n) modulo size.
 * Requires at < size and n <= size.
 */
static inline vmci_u64 vmci_pointer_add(vmci_u64 at, vmci_u64 n, vmci_u64 size)
{
	vmci_u64 to_end = size - at;

	if (n >= to_end)
		return n - to_end;
	return at + n;
}

/*
 * Bytes that the producer may still write. VMCI_ERROR_INVALID_SIZE when an index is not below
 * size, which is always so in a ring of size 0.
 */
static inline int vmci_free_space(vmci_u64 tail, vmci_u64 head, vmci_u64 size, vmci_u64 *free)
{
	if (tail >= size || head >= size)
		return VMCI_ERROR_INVALID_SIZE;
	if (tail >= head)
		*free = size - (tail - head) - 1;
	else
		*free = head - tail - 1;
	return VMCI_SUCCESS;
}

/* Bytes that the consumer may read. Fails as vmci_free_space(). */
static inline int vmci_buf_ready(vmci_u64 tail, vmci_u64 head, vmci_u64 size, vmci_u64 *ready)
{
	vmci_u64 free = 0;
	int result = vmci_free_space(tail, head, size, &free);

	if (result < VMCI_SUCCESS)
		return result;
	*ready = size - free - 1;
	return VMCI_SUCCESS;
}

/*
 * Judges a head that a producer has just read from its peer, and gives the free space that follows
 * from it. The peer's head only moves forward, and not past the producer's own tail: space once
 * free stays free. Anything else is VMCI_ERROR_INVALID_SIZE, the answer to an index out of range.
 * `accepted` is the head that was accepted before.
 */
static inline int vmci_accept_head(vmci_u64 tail, vmci_u64 accepted, vmci_u64 head, vmci_u64 size,
				   vmci_u64 *free)
{
	vmci_u64 before = 0;
	vmci_u64 after = 0;
	int result = vmci_free_space(tail, accepted, size, &before);

	if (result < VMCI_SUCCESS)
		return result;
	result = vmci_free_space(tail, head, size, &after);
	if (result < VMCI_SUCCESS)
		return result;
	if (after < before)
		return VMCI_ERROR_INVALID_SIZE;
	*free = after;
	return VMCI_SUCCESS;
}

/*
 * Judges a tail that a consumer has just read from its peer, and gives the bytes that are ready.
 * The peer's tail only moves forward, and not onto the consumer's own head: bytes once ready stay
 * ready. Anything else is VMCI_ERROR_INVALID_SIZE.
 * `accepted` is the tail that was accepted before.
 */
static inline int vmci_accept_tail(vmci_u64 accepted, vmci_u64 tail, vmci_u64 head, vmci_u64 size,
				   vmci_u64 *ready)
{
	vmci_u64 before = 0;
	vmci_u64 after = 0;
	int result = vmci_buf_ready(accepted, head, size, &before);

	if (result < VMCI_SUCCESS)
		return result;
	result = vmci_buf_ready(tail, head, size, &after);
	if (result < VMCI_SUCCESS)
		return result;
	if (after < before)
		return VMCI_ERROR_INVALID_SIZE;
	*ready = after;
	return VMCI_SUCCESS;
}

#endif
