/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Queue pairs: what a client creates, or attaches to, to have two rings with somebody else. That is
 * the host, or with VMCI_QUEUE_PAIR_LOCAL another client of the same machine.
 *
 * Handles. Who creates a pair gets an id that is free, and not soon given out again: what the
 * hypervisor still has to say of a pair is then not taken for news of the next. He may draw it
 * before, if others are to know it. A handle is given
 * by who attaches (VMCI_QUEUE_PAIR_ATTACH_ONLY, or a handle of the host's context): it is for the
 * other side not to use an id again soon. And it may be given for a local pair, of which there are
 * no events, as its two clients must know it. One machine has one end of a pair that is not local:
 * as long as it has, or is about to free it, nobody else attaches.
 *
 * The peer. A client is told when its peer has attached, has detached, or is no more because the
 * machine was resumed or migrated: each once, in this order, whatever the hypervisor repeats. It
 * may be told from before its allocation is done to its end until its detachment is done, and not
 * after that. It must not wait for the detachment of its own end. What is said of others than the
 * peer that the client named is passed over.
 *
 * Local pairs. Whoever attaches sees the creator's queues exchanged. He attaches while the creator
 * is there, and once: behind him nobody does, whoever leaves first, until both have left and the
 * pair is created anew. What is in the rings stays for who has not left.
 *
 * Memory. The host can write to the queues until the hypervisor has detached the machine, or the
 * device was reset: no page is freed before that. Where the device is gone or does not answer,
 * detachment succeeds and the queues are kept until the driver gives up the device, see probe.h.
 */
#ifndef VMCI_CORE_DEVICE_QUEUE_PAIR_H
#define VMCI_CORE_DEVICE_QUEUE_PAIR_H

#include "../queue_pair.h"
#include "../ring.h"
#include "guest.h"
#include "step.h"

/*
 * A pair's allocation or detachment. For an allocation the caller sets all above `result`, for a
 * detachment the handle and `end`, as the allocation left them. It zeroes the rest.
 */
struct vmci_queue_pair_operation {
	struct vmci_handle handle; /* in the end the pair's */
	vmci_u32 peer;		   /* VMCI_ID_INVALID: anybody */
	vmci_u32 flags;		   /* VMCI_QUEUE_PAIR_ */
	vmci_u64 produce_size;	   /* in bytes, as the caller sees it */
	vmci_u64 consume_size;
	vmci_callback callback; /* told of the peer */
	unsigned char drawn;	/* who creates gives a handle of vmci_queue_pair_draw() */
	int result;		/* once the operation is done */
	unsigned char end;	/* of a local pair: 0 its creator's, 1 the other. Else 0 */
	unsigned char phase;
	unsigned char leaving; /* how far the way out is made */
	unsigned char unsure;  /* whether the device may know the queues */
	vmci_table_index slot; /* the pair's in guest->queue_pairs */
};

/* Draws a handle for a pair of this machine's that is created later, or not at all. One step. */
struct vmci_handle vmci_queue_pair_draw(struct vmci_guest *guest);

/*
 * Makes the next step of an allocation: of a pair that is created or attached to. It may sleep for
 * memory. On an error nothing is left. Errors, of several the first:
 *
 * VMCI_ERROR_INVALID_ARGS: unknown or unsupported flags, or both sizes are 0.
 * VMCI_ERROR_NO_RESOURCES: both sizes together are over VMCI_QUEUE_PAIR_BYTES_MAX; or, unless the
 * pair is local, its pages are too many to be named in one datagram: over 8696, which is 34 MiB,
 * with VMCI_CAPABILITY_PPN64, else over twice as many.
 * VMCI_ERROR_DEVICE_NOT_FOUND: there was no device yet that said which context this machine is.
 * VMCI_ERROR_NO_ACCESS: the context of a given handle is neither this machine's nor, unless the
 * pair is local, the host's; or the peer of a local pair is another machine.
 * VMCI_ERROR_INVALID_ARGS: who attaches gives no id, or who creates a pair that is not local gives
 * one that he has not drawn.
 * VMCI_ERROR_UNAVAILABLE: a local pair's creator is still creating it, or has left, or somebody has
 * attached before.
 * VMCI_ERROR_QUEUEPAIR_MISMATCH: the sizes are not those of a local pair's creator, exchanged; or
 * what has the handle is not local.
 * VMCI_ERROR_NOT_FOUND: VMCI_QUEUE_PAIR_ATTACH_ONLY, and there is no such local pair.
 * VMCI_ERROR_ALREADY_EXISTS: the machine has a pair of this handle.
 * VMCI_ERROR_NO_RESOURCES: the machine has too many pairs or resources, or too much in them.
 * VMCI_ERROR_NO_MEM: there is no memory, or none that the device can be told of: without
 * VMCI_CAPABILITY_PPN64 a page's number has 32 bits.
 *
 * Behind these the hypervisor's, and those of vmci_send().
 */
enum vmci_step vmci_queue_pair_alloc_step(struct vmci_guest *guest,
					  struct vmci_queue_pair_operation *alloc);

/*
 * Makes the next step of a detachment, which waits for calls of the client to be over. It may
 * sleep. Errors:
 *
 * VMCI_ERROR_NOT_FOUND: there is no such end, it is still being created, or somebody else detaches
 * it. A hypervisor that does not know the pair, as it was resumed or reset, is no error.
 *
 * Any other error is the hypervisor's, which refused: then the pair is as it was, and the caller
 * may try again. Its memory cannot be given back, as the host may still use it.
 */
enum vmci_step vmci_queue_pair_detach_step(struct vmci_guest *guest,
					   struct vmci_queue_pair_operation *detach);

/*
 * Sets the header and the bytes of both views of a ring pair, for an end that has been allocated
 * and not detached: vmci_ring_pair_init() or vmci_ring_pair_resume() goes on from there. `slot` and
 * `end` are those of the allocation. One step.
 */
void vmci_queue_pair_views(const struct vmci_guest *guest, unsigned int slot, unsigned int end,
			   struct vmci_ring_pair *ring);

/*
 * Finds, from *slot on, a pair whose client is to be told of an event, whose payload is `payload`,
 * and takes note that it is: nonzero, and the caller tells it, and then calls
 * vmci_queue_pair_told(). One step each.
 */
int vmci_queue_pair_find_told(struct vmci_guest *guest, vmci_u32 event, const void *payload,
			      unsigned int *slot, vmci_callback *callback);
void vmci_queue_pair_told(struct vmci_guest *guest, unsigned int slot, unsigned int end);

/*
 * The device has been reset or was never in use, and guest->capabilities is 0: finds the next pair
 * that was kept, and frees it. One step each; 0: there are no more.
 */
int vmci_queue_pair_next_kept(struct vmci_guest *guest, unsigned int *slot);
void vmci_queue_pair_free_kept(struct vmci_guest *guest, unsigned int slot);

#endif
