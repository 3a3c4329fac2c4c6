// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A queue pair's beginning, and what can be asked of it.
 */
#include "index.h"
#include "ring.h"

/*
 * Tail and head of the ring we fill: the tail is ours, the head the peer's.
 * No data is accessed on the strength of a query, so the peer's word needs no ordering.
 */
static int produce_pointers(const struct vmci_produce_view *has_tail,
			    const struct vmci_consume_view *has_head, vmci_u64 *tail,
			    vmci_u64 *head)
{
	vmci_u64 seen = vmci_hal_load(&has_head->header->consumer_head);
	vmci_u64 free = 0;
	int result = vmci_accept_head(has_tail->tail, has_head->head, seen, has_tail->bytes.size,
				      &free);

	if (result < VMCI_SUCCESS)
		return result;
	*tail = has_tail->tail;
	*head = seen;
	return VMCI_SUCCESS;
}

/* Tail and head of the ring we drain: the tail is the peer's, the head ours. No ordering, as above. */
static int consume_pointers(const struct vmci_consume_view *has_tail,
			    const struct vmci_produce_view *has_head, vmci_u64 *tail,
			    vmci_u64 *head)
{
	vmci_u64 seen = vmci_hal_load(&has_tail->header->producer_tail);
	vmci_u64 ready = 0;
	int result = vmci_accept_tail(has_tail->tail, seen, has_head->head, has_tail->bytes.size,
				      &ready);

	if (result < VMCI_SUCCESS)
		return result;
	*tail = seen;
	*head = has_head->head;
	return VMCI_SUCCESS;
}

int vmci_ring_produce_indexes(const struct vmci_ring_pair *pair, vmci_u64 *tail, vmci_u64 *head)
{
	return produce_pointers(&pair->produce, &pair->consume, tail, head);
}

int vmci_ring_consume_indexes(const struct vmci_ring_pair *pair, vmci_u64 *tail, vmci_u64 *head)
{
	return consume_pointers(&pair->consume, &pair->produce, tail, head);
}

int vmci_ring_produce_free_space(const struct vmci_ring_pair *pair, vmci_u64 *free)
{
	vmci_u64 tail = 0;
	vmci_u64 head = 0;
	int result = produce_pointers(&pair->produce, &pair->consume, &tail, &head);

	if (result < VMCI_SUCCESS)
		return result;
	return vmci_free_space(tail, head, pair->produce.bytes.size, free);
}

int vmci_ring_produce_buf_ready(const struct vmci_ring_pair *pair, vmci_u64 *ready)
{
	vmci_u64 tail = 0;
	vmci_u64 head = 0;
	int result = produce_pointers(&pair->produce, &pair->consume, &tail, &head);

	if (result < VMCI_SUCCESS)
		return result;
	return vmci_buf_ready(tail, head, pair->produce.bytes.size, ready);
}

int vmci_ring_consume_free_space(const struct vmci_ring_pair *pair, vmci_u64 *free)
{
	vmci_u64 tail = 0;
	vmci_u64 head = 0;
	int result = consume_pointers(&pair->consume, &pair->produce, &tail, &head);

	if (result < VMCI_SUCCESS)
		return result;
	return vmci_free_space(tail, head, pair->consume.bytes.size, free);
}

int vmci_ring_consume_buf_ready(const struct vmci_ring_pair *pair, vmci_u64 *ready)
{
	vmci_u64 tail = 0;
	vmci_u64 head = 0;
	int result = consume_pointers(&pair->consume, &pair->produce, &tail, &head);

	if (result < VMCI_SUCCESS)
		return result;
	return vmci_buf_ready(tail, head, pair->consume.bytes.size, ready);
}

void vmci_queue_header_init(struct vmci_queue_header *header, struct vmci_handle handle)
{
	header->handle = handle;
	/* No order is needed: the peer's first read comes after attachment, which orders it. */
	vmci_hal_store_zero(&header->producer_tail);
	vmci_hal_store_zero(&header->consumer_head);
}

int vmci_ring_pair_init(struct vmci_ring_pair *pair)
{
	struct vmci_ring_indexes empty;

	empty.produce_tail = 0;
	empty.produce_head = 0;
	empty.consume_tail = 0;
	empty.consume_head = 0;
	return vmci_ring_pair_resume(pair, &empty);
}

/* Whether the list of pages holds all bytes of the queue. */
static int pages_suffice(const struct vmci_queue_bytes *bytes)
{
	vmci_u64 needed = bytes->size / VMCI_HAL_PAGE_SIZE;

	if (bytes->size % VMCI_HAL_PAGE_SIZE != 0)
		needed = needed + 1;
	return bytes->page_count >= needed;
}

static int index_in_range(vmci_u64 index, vmci_u64 size)
{
	return index < size || (index == 0 && size == 0);
}

int vmci_ring_pair_resume(struct vmci_ring_pair *pair, const struct vmci_ring_indexes *indexes)
{
	vmci_u64 produce_size = pair->produce.bytes.size;
	vmci_u64 consume_size = pair->consume.bytes.size;

	if (produce_size == 0 && consume_size == 0)
		return VMCI_ERROR_INVALID_ARGS;
	if (!pages_suffice(&pair->produce.bytes) || !pages_suffice(&pair->consume.bytes))
		return VMCI_ERROR_INVALID_ARGS;
	if (!index_in_range(indexes->produce_tail, produce_size) ||
	    !index_in_range(indexes->produce_head, produce_size) ||
	    !index_in_range(indexes->consume_tail, consume_size) ||
	    !index_in_range(indexes->consume_head, consume_size))
		return VMCI_ERROR_INVALID_SIZE;

	pair->produce.tail = indexes->produce_tail;
	pair->produce.head = indexes->consume_head;
	pair->consume.tail = indexes->consume_tail;
	pair->consume.head = indexes->produce_head;

	/*
	 * Release: our writes and reads of bytes come before the indices that count them. That an
	 * operation has released the same value is not enough: in C11 a peer that reads it here
	 * synchronises with this store alone.
	 * Pairs with the load-acquire of the tail in take(), of the head in vmci_ring_enqueuev().
	 */
	vmci_hal_store_release(&pair->produce.header->producer_tail, pair->produce.tail);
	vmci_hal_store_release(&pair->produce.header->consumer_head, pair->produce.head);
	return VMCI_SUCCESS;
}
