// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The rings of a pair as the host's end sees them. The views are made anew for each operation, from
 * the pair's memory and from where the last operation left the end, and are not kept: memory that
 * comes back may be at another place.
 */
#include "host_ring.h"

/* The host produces what the virtual machine consumes. */
void vmci_host_ring_views(const struct vmci_broker_pair *entry, struct vmci_ring_pair *ring)
{
	const vmci_pinned *memory = &entry->memory;
	const struct vmci_pair *pair = &entry->pair;

	ring->produce.header = vmci_hal_host_header(memory, VMCI_HOST_QUEUE_OF_HOST);
	ring->produce.bytes.pages = vmci_hal_host_pages(memory, VMCI_HOST_QUEUE_OF_HOST);
	ring->produce.bytes.page_count = vmci_queue_pages(pair->consume_size) - 1;
	ring->produce.bytes.size = pair->consume_size;
	ring->produce.tail = entry->indexes.produce_tail;
	ring->produce.head = entry->indexes.consume_head;
	ring->consume.header = vmci_hal_host_header(memory, VMCI_HOST_QUEUE_OF_VM);
	ring->consume.bytes.pages = vmci_hal_host_pages(memory, VMCI_HOST_QUEUE_OF_VM);
	ring->consume.bytes.page_count = vmci_queue_pages(pair->produce_size) - 1;
	ring->consume.bytes.size = pair->produce_size;
	ring->consume.tail = entry->indexes.consume_tail;
	ring->consume.head = entry->indexes.produce_head;
}

void vmci_host_ring_keep(struct vmci_broker_pair *entry, const struct vmci_ring_pair *ring)
{
	struct vmci_ring_indexes *indexes = &entry->indexes;

	indexes->produce_tail = ring->produce.tail;
	indexes->consume_head = ring->produce.head;
	indexes->consume_tail = ring->consume.tail;
	indexes->produce_head = ring->consume.head;
}

void vmci_host_ring_resume(struct vmci_broker_pair *entry)
{
	struct vmci_ring_indexes indexes = entry->indexes;
	struct vmci_ring_pair ring;

	vmci_host_ring_views(entry, &ring);
	/* It cannot fail: sizes and pages were checked, and indices were in range when kept. */
	vmci_ring_pair_resume(&ring, &indexes);
}

void vmci_host_ring_run(struct vmci_broker_pair *entry, struct vmci_host_operation *operation)
{
	struct vmci_ring_pair ring;
	vmci_u64 *bytes = &operation->bytes;
	int result = VMCI_ERROR_INVALID_ARGS;

	vmci_host_ring_views(entry, &ring);
	switch ((enum vmci_host_request)operation->request) {
	case VMCI_HOST_ENQUEUE:
		result = vmci_ring_enqueuev(&ring, operation->sources, operation->count, bytes);
		break;
	case VMCI_HOST_DEQUEUE:
		result = vmci_ring_dequeuev(&ring, operation->targets, operation->count, bytes);
		break;
	case VMCI_HOST_PEEK:
		result = vmci_ring_peekv(&ring, operation->targets, operation->count, bytes);
		break;
	case VMCI_HOST_PRODUCE_FREE_SPACE:
		result = vmci_ring_produce_free_space(&ring, bytes);
		break;
	case VMCI_HOST_PRODUCE_BUF_READY:
		result = vmci_ring_produce_buf_ready(&ring, bytes);
		break;
	case VMCI_HOST_CONSUME_FREE_SPACE:
		result = vmci_ring_consume_free_space(&ring, bytes);
		break;
	case VMCI_HOST_CONSUME_BUF_READY:
		result = vmci_ring_consume_buf_ready(&ring, bytes);
		break;
	case VMCI_HOST_PRODUCE_INDEXES:
		result = vmci_ring_produce_indexes(&ring, &operation->tail, &operation->head);
		break;
	case VMCI_HOST_CONSUME_INDEXES:
		result = vmci_ring_consume_indexes(&ring, &operation->tail, &operation->head);
		break;
	}
	vmci_host_ring_keep(entry, &ring);
	operation->result = result;
}

int vmci_host_ring_can_move(const struct vmci_broker_pair *entry, unsigned int request)
{
	struct vmci_ring_pair ring;
	vmci_u64 bytes = 0;
	int result;

	vmci_host_ring_views(entry, &ring);
	if (request == VMCI_HOST_ENQUEUE)
		result = vmci_ring_produce_free_space(&ring, &bytes);
	else
		result = vmci_ring_consume_buf_ready(&ring, &bytes);
	return result < VMCI_SUCCESS || bytes > 0;
}
