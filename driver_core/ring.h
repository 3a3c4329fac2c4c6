/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The rings of a queue pair, as one endpoint sees them.
 *
 * An endpoint has two queues. It fills the ring of its produce queue and drains the ring of its
 * consume queue, which is its peer's produce queue. Each view below is a queue's memory and a
 * private copy of the two words in that queue's header:
 *
 *			producer_tail			consumer_head
 *   produce view	ours, in the ring we fill	ours, in the ring we drain
 *   consume view	the peer's, in the ring		the peer's, in the ring
 *			we drain			we fill
 *
 * So a ring's tail and head always come from different views. The two views are different types:
 * to take one for the other does not compile.
 *
 * Trust. The peer can write any word of the shared pages at any time. Our own words are therefore
 * only ever published, never read back: the produce view's copy is the truth. A word of the peer's
 * is read once an operation, and is believed only if it is below the size and has moved forward
 * from the last one believed, within what was free or ready. Otherwise the operation returns
 * VMCI_ERROR_INVALID_SIZE and changes nothing, and the ring works again as soon as the word is a
 * believable one again.
 *
 * Concurrency. An endpoint's produce operations and queries may run at the same time as its consume
 * operations and queries. Two produce operations, or two consume operations, of one endpoint may
 * not: their caller serialises them. Beginning runs alone on its endpoint; the peer may be at work.
 */
#ifndef VMCI_CORE_RING_H
#define VMCI_CORE_RING_H

#include "hal/hal.h"
#include "result.h"
#include "wire.h"

/* A queue's data: `size` bytes in a list of pages, of which the last may be used in part. */
struct vmci_queue_bytes {
	vmci_page_list pages;
	vmci_u64 page_count;
	vmci_u64 size;
};

/* The queue whose header we write. */
struct vmci_produce_view {
	struct vmci_queue_header *header;
	struct vmci_queue_bytes bytes;
	vmci_u64 tail; /* of the ring we fill */
	vmci_u64 head; /* of the ring we drain */
};

/* The queue whose header the peer writes; our mapping of it may be read-only. */
struct vmci_consume_view {
	const struct vmci_queue_header *header;
	struct vmci_queue_bytes bytes;
	vmci_u64 tail; /* of the ring we drain, as last accepted from the peer */
	vmci_u64 head; /* of the ring we fill, as last accepted from the peer */
};

/* One endpoint. `header` and `bytes` of both views are set before it is initialised. */
struct vmci_ring_pair {
	struct vmci_produce_view produce;
	struct vmci_consume_view consume;
};

/* All four indices of an endpoint: both rings' tail and head. */
struct vmci_ring_indexes {
	vmci_u64 produce_tail;
	vmci_u64 produce_head;
	vmci_u64 consume_tail;
	vmci_u64 consume_head;
};

/* A piece of the caller's memory to write from, or to read into; `length` in bytes. */
struct vmci_source {
	const void *base;
	vmci_u64 length;
};

struct vmci_target {
	void *base;
	vmci_u64 length;
};

/* Writes a queue header's handle and zeroes its indices: the creator's duty, before attachment. */
void vmci_queue_header_init(struct vmci_queue_header *header, struct vmci_handle handle);

/*
 * Begins with both rings empty and publishes our two indices.
 * VMCI_ERROR_INVALID_ARGS: both sizes are 0 (one may be), or a list of pages is too short.
 */
int vmci_ring_pair_init(struct vmci_ring_pair *pair);

/*
 * Begins, or begins again, with indices that the caller kept in its own memory (after a resume, a
 * migration, or in a replay) and publishes our two.
 * VMCI_ERROR_INVALID_ARGS as vmci_ring_pair_init(); VMCI_ERROR_INVALID_SIZE when an index is not
 * below its size (in a ring of size 0 it must be 0).
 */
int vmci_ring_pair_resume(struct vmci_ring_pair *pair, const struct vmci_ring_indexes *indexes);

/*
 * Queries: a snapshot, without effect. Sizes and indices in bytes.
 * Each returns VMCI_SUCCESS, or VMCI_ERROR_INVALID_SIZE when the peer's index is not to be
 * believed or the ring's size is 0; then the results are left alone.
 */
int vmci_ring_produce_indexes(const struct vmci_ring_pair *pair, vmci_u64 *tail, vmci_u64 *head);
int vmci_ring_consume_indexes(const struct vmci_ring_pair *pair, vmci_u64 *tail, vmci_u64 *head);
int vmci_ring_produce_free_space(const struct vmci_ring_pair *pair, vmci_u64 *free);
int vmci_ring_produce_buf_ready(const struct vmci_ring_pair *pair, vmci_u64 *ready);
int vmci_ring_consume_free_space(const struct vmci_ring_pair *pair, vmci_u64 *free);
int vmci_ring_consume_buf_ready(const struct vmci_ring_pair *pair, vmci_u64 *ready);

/*
 * Appends as much of the source as there is room for, and publishes it at once.
 * Returns VMCI_SUCCESS with the number of bytes in *copied (0 for an empty source);
 * VMCI_ERROR_QUEUEPAIR_NOSPACE: the ring is full;
 * VMCI_ERROR_INVALID_SIZE: as for the queries;
 * VMCI_ERROR_INVALID_ARGS: the source could not be read. Nothing was published.
 * On an error *copied is left alone. The vectored form takes `count` sources as one.
 */
int vmci_ring_enqueue(struct vmci_ring_pair *pair, const void *source, vmci_u64 length,
		      vmci_u64 *copied);
int vmci_ring_enqueuev(struct vmci_ring_pair *pair, const struct vmci_source *sources,
		       unsigned long count, vmci_u64 *copied);

/*
 * Takes the oldest bytes out of the ring, as many as the target holds, and frees their space.
 * Returns as vmci_ring_enqueue(), with VMCI_ERROR_QUEUEPAIR_NODATA when the ring is empty, and
 * VMCI_ERROR_INVALID_ARGS when the target could not be written; then the bytes stay in the ring.
 */
int vmci_ring_dequeue(struct vmci_ring_pair *pair, void *target, vmci_u64 length,
		      vmci_u64 *copied);
int vmci_ring_dequeuev(struct vmci_ring_pair *pair, const struct vmci_target *targets,
		       unsigned long count, vmci_u64 *copied);

/*
 * As dequeue, but leaves the bytes in the ring. A hostile peer can change them before they are
 * read again: what was peeked and what is dequeued later are two untrusted reads.
 */
int vmci_ring_peek(struct vmci_ring_pair *pair, void *target, vmci_u64 length, vmci_u64 *copied);
int vmci_ring_peekv(struct vmci_ring_pair *pair, const struct vmci_target *targets,
		    unsigned long count, vmci_u64 *copied);

#endif
