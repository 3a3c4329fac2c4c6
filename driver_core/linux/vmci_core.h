/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What the module vmci_core exports to other modules: the ring of ../ring.h, which also says whom a
 * ring trusts and which of its calls may run at the same time. All lengths, sizes and indices are
 * in bytes. No function sleeps or takes a lock. The rules of ../datagram.h and ../route.h, which
 * are inline functions, come with it. What is exported for the device is in vmci_device.h.
 */
#ifndef VMCI_CORE_LINUX_H
#define VMCI_CORE_LINUX_H

#include "../datagram.h"
#include "../ring.h"
#include "../route.h"

/**
 * vmci_queue_header_init() - Write a queue header: the handle, and both indices zero.
 * @header: the header, at the start of its page
 * @handle: the queue pair's handle
 *
 * The duty of whoever creates the queue pair, before its peer attaches.
 */
void vmci_queue_header_init(struct vmci_queue_header *header, struct vmci_handle handle);

/**
 * vmci_ring_pair_init() - Begin with both rings empty.
 * @pair: an endpoint whose headers, pages and sizes are set
 *
 * Publishes the endpoint's two indices.
 *
 * Return: VMCI_SUCCESS, or VMCI_ERROR_INVALID_ARGS when both sizes are 0 or a list of pages is too
 * short for its size.
 */
int vmci_ring_pair_init(struct vmci_ring_pair *pair);

/**
 * vmci_ring_pair_resume() - Begin, or begin again, with indices kept in private memory.
 * @pair: an endpoint whose headers, pages and sizes are set
 * @indexes: tail and head of both rings
 *
 * Publishes the endpoint's two indices.
 *
 * Return: as vmci_ring_pair_init(), or VMCI_ERROR_INVALID_SIZE when an index is not below its size.
 */
int vmci_ring_pair_resume(struct vmci_ring_pair *pair, const struct vmci_ring_indexes *indexes);

/**
 * vmci_ring_produce_indexes() - Tail and head of the ring that the endpoint fills.
 * @pair: the endpoint
 * @tail: where the tail is put
 * @head: where the head is put
 *
 * Return: VMCI_SUCCESS, or VMCI_ERROR_INVALID_SIZE when the peer's index is not to be believed or
 * the ring's size is 0; then the results are left alone.
 */
int vmci_ring_produce_indexes(const struct vmci_ring_pair *pair, vmci_u64 *tail, vmci_u64 *head);

/**
 * vmci_ring_consume_indexes() - Tail and head of the ring that the endpoint drains.
 * @pair: the endpoint
 * @tail: where the tail is put
 * @head: where the head is put
 *
 * Return: as vmci_ring_produce_indexes().
 */
int vmci_ring_consume_indexes(const struct vmci_ring_pair *pair, vmci_u64 *tail, vmci_u64 *head);

/**
 * vmci_ring_produce_free_space() - How much the endpoint can enqueue now.
 * @pair: the endpoint
 * @free: where the number of bytes is put
 *
 * Return: as vmci_ring_produce_indexes().
 */
int vmci_ring_produce_free_space(const struct vmci_ring_pair *pair, vmci_u64 *free);

/**
 * vmci_ring_produce_buf_ready() - How much of what was enqueued the peer has yet to dequeue.
 * @pair: the endpoint
 * @ready: where the number of bytes is put
 *
 * Return: as vmci_ring_produce_indexes().
 */
int vmci_ring_produce_buf_ready(const struct vmci_ring_pair *pair, vmci_u64 *ready);

/**
 * vmci_ring_consume_free_space() - How much the peer can enqueue now.
 * @pair: the endpoint
 * @free: where the number of bytes is put
 *
 * Return: as vmci_ring_produce_indexes().
 */
int vmci_ring_consume_free_space(const struct vmci_ring_pair *pair, vmci_u64 *free);

/**
 * vmci_ring_consume_buf_ready() - How much the endpoint can dequeue now.
 * @pair: the endpoint
 * @ready: where the number of bytes is put
 *
 * Return: as vmci_ring_produce_indexes().
 */
int vmci_ring_consume_buf_ready(const struct vmci_ring_pair *pair, vmci_u64 *ready);

/**
 * vmci_ring_enqueue() - Append bytes to the ring that the endpoint fills.
 * @pair: the endpoint
 * @source: the bytes
 * @length: how many there are; as many are taken as there is room for
 * @copied: where the number of bytes taken is put, on success
 *
 * Return: VMCI_SUCCESS; VMCI_ERROR_QUEUEPAIR_NOSPACE when the ring is full; VMCI_ERROR_INVALID_SIZE
 * when the peer's index is not to be believed or the ring's size is 0. After an error nothing has
 * changed.
 */
int vmci_ring_enqueue(struct vmci_ring_pair *pair, const void *source, vmci_u64 length,
		      vmci_u64 *copied);

/**
 * vmci_ring_enqueuev() - Append several pieces of memory as one.
 * @pair: the endpoint
 * @sources: the pieces, of which any may be empty
 * @count: how many pieces there are
 * @copied: where the number of bytes taken is put, on success
 *
 * Return: as vmci_ring_enqueue().
 */
int vmci_ring_enqueuev(struct vmci_ring_pair *pair, const struct vmci_source *sources,
		       unsigned long count, vmci_u64 *copied);

/**
 * vmci_ring_dequeue() - Take the oldest bytes out of the ring that the endpoint drains.
 * @pair: the endpoint
 * @target: where the bytes are put
 * @length: how many there is room for
 * @copied: where the number of bytes taken is put, on success
 *
 * Return: VMCI_SUCCESS; VMCI_ERROR_QUEUEPAIR_NODATA when the ring is empty;
 * VMCI_ERROR_INVALID_SIZE when the peer's index is not to be believed or the ring's size is 0.
 * After an error nothing has changed.
 */
int vmci_ring_dequeue(struct vmci_ring_pair *pair, void *target, vmci_u64 length,
		      vmci_u64 *copied);

/**
 * vmci_ring_dequeuev() - Take the oldest bytes out of the ring into several pieces of memory.
 * @pair: the endpoint
 * @targets: the pieces, of which any may be empty
 * @count: how many pieces there are
 * @copied: where the number of bytes taken is put, on success
 *
 * Return: as vmci_ring_dequeue().
 */
int vmci_ring_dequeuev(struct vmci_ring_pair *pair, const struct vmci_target *targets,
		       unsigned long count, vmci_u64 *copied);

/**
 * vmci_ring_peek() - Copy the oldest bytes of the ring and leave them there.
 * @pair: the endpoint
 * @target: where the bytes are put
 * @length: how many there is room for
 * @copied: where the number of bytes copied is put, on success
 *
 * The peer can change the bytes before they are read again.
 *
 * Return: as vmci_ring_dequeue().
 */
int vmci_ring_peek(struct vmci_ring_pair *pair, void *target, vmci_u64 length, vmci_u64 *copied);

/**
 * vmci_ring_peekv() - Copy the oldest bytes of the ring into several pieces of memory.
 * @pair: the endpoint
 * @targets: the pieces, of which any may be empty
 * @count: how many pieces there are
 * @copied: where the number of bytes copied is put, on success
 *
 * Return: as vmci_ring_peek().
 */
int vmci_ring_peekv(struct vmci_ring_pair *pair, const struct vmci_target *targets,
		    unsigned long count, vmci_u64 *copied);

#endif
