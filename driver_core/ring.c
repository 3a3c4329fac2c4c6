// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Moving bytes through a ring.
 *
 * The four orderings that a ring needs, by the two words that carry them. For the ring that A fills
 * and B drains:
 *
 *   tail  A: write bytes, store-release tail	B: load-acquire tail, read bytes
 *	   Without either half B reads bytes that A has not written yet.
 *   head  B: read bytes, store-release head	A: load-acquire head, write bytes
 *	   Without either half A overwrites bytes that B is still reading.
 */
#include "index.h"
#include "ring.h"

static vmci_u64 least(vmci_u64 a, vmci_u64 b)
{
	return a < b ? a : b;
}

/* How many of the next `wanted` bytes at an index lie together: in one page, before the wrap. */
static vmci_u64 contiguous(const struct vmci_queue_bytes *bytes, vmci_u64 at, vmci_u64 wanted)
{
	vmci_u64 in_page = VMCI_HAL_PAGE_SIZE - at % VMCI_HAL_PAGE_SIZE;

	return least(wanted, least(in_page, bytes->size - at));
}

/* Writes `length` bytes of the source to the ring at an index, of which the caller has room. */
static int write_bytes(const struct vmci_queue_bytes *bytes, vmci_u64 at, const void *source,
		       vmci_u64 length)
{
	const unsigned char *from = (const unsigned char *)source;

	VMCI_HAL_WHILE(length > 0, bytes, at, from, length) {
		vmci_u64 n = contiguous(bytes, at, length);

		if (vmci_hal_copy_to_page(bytes->pages[at / VMCI_HAL_PAGE_SIZE],
					  at % VMCI_HAL_PAGE_SIZE, from, n))
			return VMCI_ERROR_INVALID_ARGS;
		at = vmci_pointer_add(at, n, bytes->size);
		from = from + n;
		length = length - n;
	}
	return VMCI_SUCCESS;
}

/* Reads `length` bytes of the ring from an index, which are ready, to the target. */
static int read_bytes(const struct vmci_queue_bytes *bytes, vmci_u64 at, void *target,
		      vmci_u64 length)
{
	unsigned char *to = (unsigned char *)target;

	VMCI_HAL_WHILE(length > 0, bytes, at, to, length) {
		vmci_u64 n = contiguous(bytes, at, length);

		if (vmci_hal_copy_from_page(bytes->pages[at / VMCI_HAL_PAGE_SIZE],
					    at % VMCI_HAL_PAGE_SIZE, to, n))
			return VMCI_ERROR_INVALID_ARGS;
		at = vmci_pointer_add(at, n, bytes->size);
		to = to + n;
		length = length - n;
	}
	return VMCI_SUCCESS;
}

int vmci_ring_enqueuev(struct vmci_ring_pair *pair, const struct vmci_source *sources,
		       unsigned long count, vmci_u64 *copied)
{
	struct vmci_produce_view *ours = &pair->produce;
	struct vmci_consume_view *peers = &pair->consume;
	vmci_u64 size = ours->bytes.size;
	vmci_u64 tail = ours->tail;
	vmci_u64 free = 0;
	vmci_u64 done = 0;
	unsigned long i;
	int result;

	/*
	 * Acquire: the peer's reads of the bytes it has freed come before our writes to them.
	 * Pairs with the store-release of the head in take().
	 */
	vmci_u64 head = vmci_hal_load_acquire(&peers->header->consumer_head);

	result = vmci_accept_head(tail, peers->head, head, size, &free);
	if (result < VMCI_SUCCESS)
		return result;
	peers->head = head;
	if (free == 0)
		return VMCI_ERROR_QUEUEPAIR_NOSPACE;

	for (i = 0; i < count; i++) {
		vmci_u64 n = least(sources[i].length, free - done);

		result = write_bytes(&ours->bytes, tail, sources[i].base, n);
		if (result < VMCI_SUCCESS)
			return result;
		tail = vmci_pointer_add(tail, n, size);
		done = done + n;
	}

	ours->tail = tail;
	/*
	 * Release: our writes of the bytes come before the tail that announces them.
	 * Pairs with the load-acquire of the tail in take().
	 */
	vmci_hal_store_release(&ours->header->producer_tail, tail);
	*copied = done;
	return VMCI_SUCCESS;
}

/* Reads what is ready into the targets; unless it only peeks, frees what it has read. */
static int take(struct vmci_ring_pair *pair, const struct vmci_target *targets,
		unsigned long count, int peek, vmci_u64 *copied)
{
	struct vmci_produce_view *ours = &pair->produce;
	struct vmci_consume_view *peers = &pair->consume;
	vmci_u64 size = peers->bytes.size;
	vmci_u64 head = ours->head;
	vmci_u64 ready = 0;
	vmci_u64 done = 0;
	unsigned long i;
	int result;

	/*
	 * Acquire: the peer's writes of the bytes come before our reads of them.
	 * Pairs with the store-release of the tail in vmci_ring_enqueuev().
	 */
	vmci_u64 tail = vmci_hal_load_acquire(&peers->header->producer_tail);

	result = vmci_accept_tail(peers->tail, tail, head, size, &ready);
	if (result < VMCI_SUCCESS)
		return result;
	peers->tail = tail;
	if (ready == 0)
		return VMCI_ERROR_QUEUEPAIR_NODATA;

	for (i = 0; i < count; i++) {
		vmci_u64 n = least(targets[i].length, ready - done);

		result = read_bytes(&peers->bytes, head, targets[i].base, n);
		if (result < VMCI_SUCCESS)
			return result;
		head = vmci_pointer_add(head, n, size);
		done = done + n;
	}

	if (!peek) {
		ours->head = head;
		/*
		 * Release: our reads of the bytes come before the head that frees them.
		 * Pairs with the load-acquire of the head in vmci_ring_enqueuev().
		 */
		vmci_hal_store_release(&ours->header->consumer_head, head);
	}
	*copied = done;
	return VMCI_SUCCESS;
}

int vmci_ring_dequeuev(struct vmci_ring_pair *pair, const struct vmci_target *targets,
		       unsigned long count, vmci_u64 *copied)
{
	return take(pair, targets, count, 0, copied);
}

int vmci_ring_peekv(struct vmci_ring_pair *pair, const struct vmci_target *targets,
		    unsigned long count, vmci_u64 *copied)
{
	return take(pair, targets, count, 1, copied);
}

int vmci_ring_enqueue(struct vmci_ring_pair *pair, const void *source, vmci_u64 length,
		      vmci_u64 *copied)
{
	struct vmci_source whole;

	whole.base = source;
	whole.length = length;
	return vmci_ring_enqueuev(pair, &whole, 1, copied);
}

int vmci_ring_dequeue(struct vmci_ring_pair *pair, void *target, vmci_u64 length,
		      vmci_u64 *copied)
{
	struct vmci_target whole;

	whole.base = target;
	whole.length = length;
	return take(pair, &whole, 1, 0, copied);
}

int vmci_ring_peek(struct vmci_ring_pair *pair, void *target, vmci_u64 length, vmci_u64 *copied)
{
	struct vmci_target whole;

	whole.base = target;
	whole.length = length;
	return take(pair, &whole, 1, 1, copied);
}
