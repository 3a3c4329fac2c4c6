/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A queue pair as the host's broker knows it, and its states.
 *
 * A pair has two parties, its creator and who attached to it: the host and a virtual machine. All
 * is kept as the virtual machine sees it, whose memory the queues are: what it produces the host
 * consumes. Memory comes with an older virtual machine's page store after it has created the pair
 * or attached to it, else at once. It can be taken away (unmap: the machine is about to be
 * suspended) and brought back, at another place (map).
 *
 *   from		what happens				to
 *   NEW		the host creates it, or an older VM	CREATED_NO_MEM
 *   NEW		a VM creates it with its memory		CREATED_MEM
 *   CREATED_NO_MEM	its creator sets its page store		CREATED_MEM
 *   CREATED_NO_MEM	a VM attaches with its memory		ATTACHED_MEM
 *   CREATED_NO_MEM	an older VM attaches			ATTACHED_NO_MEM
 *   CREATED_MEM	the host attaches			ATTACHED_MEM
 *   ATTACHED_NO_MEM	who attached sets its page store	ATTACHED_MEM
 *   any _MEM		the VM unmaps				the same, _NO_MEM
 *   any _NO_MEM	the VM maps what it had unmapped	the same, _MEM
 *   ATTACHED_*		the VM detaches				SHUTDOWN_NO_MEM
 *   ATTACHED_*		the host detaches			SHUTDOWN_* with memory as before
 *   any		the only party detaches			GONE
 *
 * What triggers a change is in pair_alloc.h (create, attach) and pair_party.h (all else): each a
 * pure function of the pair and of what is asked. It returns a code of success and gives the
 * outcome, or returns an error and leaves the outcome alone: then nothing changes. Nothing wraps,
 * whatever the numbers are.
 */
#ifndef VMCI_CORE_PAIR_H
#define VMCI_CORE_PAIR_H

#include "../queue_pair.h"
#include "../route.h"
#include "../wire.h"

/* The numbers are the protocol's. A pair with memory has one more than the same without. */
enum vmci_pair_state {
	VMCI_PAIR_NEW = 0,
	VMCI_PAIR_CREATED_NO_MEM = 1,
	VMCI_PAIR_CREATED_MEM = 2,
	VMCI_PAIR_ATTACHED_NO_MEM = 3,
	VMCI_PAIR_ATTACHED_MEM = 4,
	VMCI_PAIR_SHUTDOWN_NO_MEM = 5,
	VMCI_PAIR_SHUTDOWN_MEM = 6,
	VMCI_PAIR_GONE = 7
};

/* The parties of a pair: bits. */
#define VMCI_PAIR_CREATOR  1u
#define VMCI_PAIR_ATTACHER 2u

struct vmci_pair {
	struct vmci_handle handle;
	vmci_u64 produce_size; /* bytes, as the virtual machine sees them */
	vmci_u64 consume_size;
	vmci_u32 creator;  /* its context, though it may have left */
	vmci_u32 attacher; /* likewise; VMCI_ID_INVALID: nobody has attached yet */
	vmci_u32 peer;	   /* the only context that may attach; VMCI_ID_INVALID: any may */
	vmci_u32 flags;
	unsigned char state;		  /* enum vmci_pair_state */
	unsigned char parties;		  /* those that are there */
	unsigned char unmapped;		  /* whether its memory was unmapped, to be mapped again */
	unsigned char creator_privileges; /* VMCI_PRIVILEGE_ */
	unsigned char creator_capabilities; /* VMCI_PAIR_WITH_ */
};

/* What a virtual machine's version of the protocol can do. Bits. */
#define VMCI_PAIR_WITH_HOST   1u /* it shares pairs with the host */
#define VMCI_PAIR_WITH_MEMORY 2u /* it gives its memory when it creates or attaches */

/* What a party asks for. Handle and context are for all triggers, the rest as these say. */
struct vmci_pair_request {
	struct vmci_handle handle;
	vmci_u64 produce_size; /* bytes, as who asks sees them */
	vmci_u64 consume_size;
	vmci_u64 pages;	  /* in its page store; 0: it gives none */
	vmci_u32 context; /* who asks: the host, or a virtual machine */
	vmci_u32 peer;	  /* of whom it wants to be the peer; VMCI_ID_INVALID: of any */
	vmci_u32 flags;
	unsigned char privileges;   /* VMCI_PRIVILEGE_ */
	unsigned char capabilities; /* VMCI_PAIR_WITH_; the host has none of them */
};

/* What the broker has to do: bits. Whoever is told is the other party. */
#define VMCI_PAIR_PIN		 1u /* before the outcome is there: it may fail */
#define VMCI_PAIR_UNPIN		 2u
#define VMCI_PAIR_FORGET_HEADERS 4u /* the host's end, and its place in its rings, are no more */
#define VMCI_PAIR_TELL_ATTACH	 8u
#define VMCI_PAIR_TELL_DETACH	 16u
#define VMCI_PAIR_WAKE_HOST	 32u /* its end may go on: memory is back, or a party gone */

struct vmci_pair_outcome {
	struct vmci_pair pair;
	unsigned int actions;
};

/* A pair that is not there yet. */
static inline void vmci_pair_init(struct vmci_pair *pair)
{
	pair->handle.context = VMCI_ID_INVALID;
	pair->handle.resource = VMCI_ID_INVALID;
	pair->produce_size = 0;
	pair->consume_size = 0;
	pair->creator = VMCI_ID_INVALID;
	pair->attacher = VMCI_ID_INVALID;
	pair->peer = VMCI_ID_INVALID;
	pair->flags = 0;
	pair->state = VMCI_PAIR_NEW;
	pair->parties = 0;
	pair->unmapped = 0;
	pair->creator_privileges = 0;
	pair->creator_capabilities = 0;
}

/* Whether its memory is pinned. */
static inline int vmci_pair_has_memory(const struct vmci_pair *pair)
{
	return pair->state == VMCI_PAIR_CREATED_MEM || pair->state == VMCI_PAIR_ATTACHED_MEM ||
	       pair->state == VMCI_PAIR_SHUTDOWN_MEM;
}

/* Which of the parties that are there a context is; 0: none. */
static inline unsigned int vmci_pair_party(const struct vmci_pair *pair, vmci_u32 context)
{
	if ((pair->parties & VMCI_PAIR_CREATOR) && pair->creator == context)
		return VMCI_PAIR_CREATOR;
	if ((pair->parties & VMCI_PAIR_ATTACHER) && pair->attacher == context)
		return VMCI_PAIR_ATTACHER;
	return 0;
}

/* The pages that such queues have, with those of their headers. Sizes are within the limit. */
static inline vmci_u64 vmci_pair_pages(vmci_u64 produce_size, vmci_u64 consume_size)
{
	return vmci_queue_pages(produce_size) + vmci_queue_pages(consume_size);
}

/*
 * Whether the host's end can work. VMCI_ERROR_QUEUEPAIR_NOT_READY: the memory is away, and to come
 * back; VMCI_ERROR_QUEUEPAIR_NOTATTACHED: the host has no such pair, or is alone. When the virtual
 * machine leaves it takes its memory with it, so that the host can read nothing more, and a program
 * of the machine is to wait until all has been read. When the host leaves, what it wrote stays
 * where it is, in the virtual machine's own memory.
 */
static inline int vmci_pair_check_host_end(const struct vmci_pair *pair)
{
	if (!vmci_pair_party(pair, VMCI_CONTEXT_HOST))
		return VMCI_ERROR_QUEUEPAIR_NOTATTACHED;
	if (pair->state == VMCI_PAIR_ATTACHED_MEM)
		return VMCI_SUCCESS;
	if (pair->state == VMCI_PAIR_ATTACHED_NO_MEM && pair->unmapped)
		return VMCI_ERROR_QUEUEPAIR_NOT_READY;
	return VMCI_ERROR_QUEUEPAIR_NOTATTACHED;
}

#endif
