/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The host's end of a queue pair: a virtual machine's memory, from the other side. The host fills
 * the queue that the machine drains, and drains the one that it fills.
 *
 * An operation claims the pair while it works on its rings, so that no memory is taken away under
 * it, the headers are mapped for all or for none, and operations of one pair come one by one. The
 * first one after memory has come maps the headers and goes on where the end was before, whatever
 * is in our half of the headers by then.
 *
 * Data is there for the host as long as both parties are: see vmci_pair_check_host_end().
 */
#ifndef VMCI_CORE_HOST_ENDPOINT_H
#define VMCI_CORE_HOST_ENDPOINT_H

#include "broker.h"

enum vmci_host_request {
	VMCI_HOST_ENQUEUE = 0,
	VMCI_HOST_DEQUEUE,
	VMCI_HOST_PEEK,
	/* Queries: as those of ring.h. */
	VMCI_HOST_PRODUCE_FREE_SPACE,
	VMCI_HOST_PRODUCE_BUF_READY,
	VMCI_HOST_CONSUME_FREE_SPACE,
	VMCI_HOST_CONSUME_BUF_READY,
	VMCI_HOST_PRODUCE_INDEXES,
	VMCI_HOST_CONSUME_INDEXES
};

/* The caller sets what it asks for, and zeroes the rest. */
struct vmci_host_operation {
	struct vmci_handle handle;
	const struct vmci_source *sources; /* of an enqueue */
	const struct vmci_target *targets; /* of a dequeue or a peek */
	unsigned long count;		   /* of either */
	unsigned char request;		   /* enum vmci_host_request */
	/*
	 * Nonzero: waits for memory that is away, and to move bytes until it can move one. The
	 * operation is tried again whenever the platform's vmci_hal_host_wake() is called: a
	 * platform calls it as well when the virtual machine says that it has moved some.
	 */
	unsigned char blocks;
	unsigned char phase;
	unsigned char wake;
	vmci_table_index slot;
	int result;	/* once the operation is done */
	vmci_u64 bytes; /* how many were moved, are free, or are ready */
	vmci_u64 tail;	/* of the ring that was asked for */
	vmci_u64 head;
};

/*
 * Makes the next step of an operation of the host's end. Its result is that of the function of
 * ring.h, or VMCI_ERROR_QUEUEPAIR_NOTATTACHED: the host has no such pair, or is alone;
 * VMCI_ERROR_QUEUEPAIR_NOT_READY: the memory is away; or an error of mapping the headers. On an
 * error what it would have given is left alone.
 *
 * It waits while somebody else has claimed the pair; if it blocks, also as its structure says. The
 * pair that it waits on stays the one that it began with, though another may have its handle then.
 */
enum vmci_step vmci_host_endpoint_step(struct vmci_broker *broker,
				       struct vmci_host_operation *operation);

/*
 * For who works on the rings of the host's end himself, see host_ring.h. Makes the next step of a
 * claim of the pair, of an operation that does not block, with nothing set but its handle: once it
 * is done the result is VMCI_SUCCESS, or an error of finding and mapping as above.
 */
enum vmci_step vmci_host_end_claim_step(struct vmci_broker *broker,
					struct vmci_host_operation *claim);

/* Makes the next step of ending a claim, whose result was VMCI_SUCCESS. */
enum vmci_step vmci_host_end_release_step(struct vmci_broker *broker,
					  struct vmci_host_operation *claim);

#endif
