/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A host's broker of queue pairs: which pairs there are, between the host and which of its virtual
 * machines, and everything that these contexts ask for.
 *
 * `lock` guards the tables. An operation that changes a pair, or uses its memory, claims it first:
 * then `memory`, `mapped` and `indexes` of the pair are the claimer's alone, and the pair itself is
 * changed by the claimer alone. Others who want it wait. So nobody sees anything half done, and the
 * platform is called with no lock held. An operation claims one pair at a time.
 *
 * An operation that fails leaves everything as it was. What a virtual machine has is limited, by
 * VMCI_CONTEXT_PAIRS_MAX and VMCI_QUEUE_PAIR_BYTES_MAX, whichever way it got it. The host, which
 * gives no memory, has what the table holds.
 *
 * Events are not queued, and so none is lost: a pair knows what its parties are still to be told,
 * and vmci_broker_next_event() tells it. A pair that is GONE keeps its place until that is done:
 * its handle cannot be created anew meanwhile, and who fetches no events is charged for it.
 */
#ifndef VMCI_CORE_BROKER_H
#define VMCI_CORE_BROKER_H

#include "../device/step.h"
#include "../event.h"
#include "../hal/host.h"
#include "../limits.h"
#include "../resource.h"
#include "../ring.h"
#include "pair.h"
#include "watch_rules.h"

#if VMCI_BROKER_PAIRS_MAX > VMCI_RESOURCES_MAX
#error "Each queue pair of the broker is a resource: the registry must have as many slots."
#endif

/* Versions of the protocol from which on a virtual machine has what VMCI_PAIR_WITH_ says. */
#define VMCI_VERSION_WITH_HOST	 0x90000u
#define VMCI_VERSION_WITH_MEMORY 0xb0000u

enum vmci_context_state {
	VMCI_CONTEXT_FREE = 0,
	VMCI_CONTEXT_PRESENT = 1,
	VMCI_CONTEXT_LEAVING = 2, /* it asks for nothing more */
	VMCI_CONTEXT_REMOVED = 3  /* it is gone, and the host is still to be told so: watch.h */
};

/* The host, in the first slot, or a virtual machine. A slot that is free is all zero. */
struct vmci_broker_context {
	vmci_u32 id;
	vmci_u64 bytes;		    /* of the queues of the pairs that it is a party of */
	vmci_table_count pairs;	    /* that it is a party of, or is still to be told of */
	vmci_table_count events;    /* that it is still to be told */
	unsigned char state;	    /* enum vmci_context_state */
	unsigned char privileges;   /* VMCI_PRIVILEGE_ */
	unsigned char capabilities; /* VMCI_PAIR_WITH_ */
	unsigned char watches;	    /* VMCI_CONTEXT_WATCH */
};

/* What a party is still to be told: bits. */
#define VMCI_BROKER_OWES_ATTACH 1u
#define VMCI_BROKER_OWES_DETACH 2u

/* By the slot of its handle in the registry, whose references are operations of the host's end. */
struct vmci_broker_pair {
	struct vmci_pair pair; /* NEW while it is being created, and in a slot that is free */
	struct vmci_ring_indexes indexes; /* of the host's end, as it left them */
	vmci_pinned memory;
	vmci_u32 claimer;      /* the context that has claimed it, if one has */
	unsigned char owed[2]; /* to its creator, and to its attacher */
	unsigned char claimed;
	unsigned char awaited; /* whether somebody waits for it to be claimed no more */
	unsigned char mapped;  /* whether its headers are */
};

struct vmci_broker {
	struct vmci_registry registry;
	struct vmci_broker_context contexts[VMCI_CONTEXTS_MAX];
	struct vmci_broker_pair pairs[VMCI_BROKER_PAIRS_MAX];
	vmci_hal_host host;
	vmci_lock lock;
};

/* Begins with no pairs, and with no context but the host. */
void vmci_broker_init(struct vmci_broker *broker, vmci_hal_host host);

/*
 * What a context asks of a pair. The caller sets the request and the page store, as far as
 * pair_alloc.h and pair_party.h say that they are asked for, and zeroes the rest. Privileges are
 * those of a program of the host's; a virtual machine's, and what its version can do, are known.
 */
struct vmci_broker_operation {
	struct vmci_pair_request request;
	vmci_page_store store;
	int result; /* once the operation is done */
	struct vmci_pair_outcome outcome;
	vmci_table_index slot;
	unsigned char phase;
	unsigned char wake; /* whether somebody waits for what it did */
};

/*
 * Draws a handle of the host's for a pair that it creates later, or not at all: no pair has it, or
 * soon had. One step.
 */
struct vmci_handle vmci_broker_draw(struct vmci_broker *broker);

/*
 * Makes the next step of creating a pair, or if there is one of its handle of attaching to it. The
 * host may leave the resource of the handle invalid, and its context too: then the pair is created
 * with an id that no other pair of the context has, or soon had, which the request then says.
 *
 * Errors: VMCI_ERROR_INVALID_ARGS: there is no such context; those of vmci_pair_create() or
 * vmci_pair_attach(); VMCI_ERROR_NO_RESOURCES: a limit, or the table is full; those of pinning.
 */
enum vmci_step vmci_broker_alloc_step(struct vmci_broker *broker,
				      struct vmci_broker_operation *alloc);

/*
 * Makes the next step of what vmci_pair_set_page_store(), vmci_pair_unmap(), vmci_pair_map() and
 * vmci_pair_detach() say. Errors: VMCI_ERROR_INVALID_ARGS: there is no such context;
 * VMCI_ERROR_NOT_FOUND: there is no such pair; theirs; and those of pinning.
 */
enum vmci_step vmci_broker_set_page_store_step(struct vmci_broker *broker,
					       struct vmci_broker_operation *set);
enum vmci_step vmci_broker_unmap_step(struct vmci_broker *broker,
				      struct vmci_broker_operation *unmap);
enum vmci_step vmci_broker_map_step(struct vmci_broker *broker, struct vmci_broker_operation *map);
enum vmci_step vmci_broker_detach_step(struct vmci_broker *broker,
				       struct vmci_broker_operation *detach);

/*
 * Fetches the next thing that a context is still to be told, as the datagram that tells it to a
 * virtual machine; every byte of it is written. Of one pair an attachment comes before a
 * detachment. One step. VMCI_ERROR_INVALID_ARGS: there is no such context;
 * VMCI_ERROR_NO_MORE_DATAGRAMS: there is nothing; on an error the message is left alone.
 */
int vmci_broker_next_event(struct vmci_broker *broker, vmci_u32 context,
			   struct vmci_event_queue_pair_msg *message);

/*
 * Takes a virtual machine in, with VMCI_PRIVILEGE_ bits and the version of the protocol that it
 * speaks. One step. VMCI_ERROR_INVALID_ARGS: a virtual machine cannot have such an id, or such
 * privileges; VMCI_ERROR_ALREADY_EXISTS; VMCI_ERROR_NO_RESOURCES: there are VMCI_CONTEXTS_MAX.
 */
int vmci_broker_add_context(struct vmci_broker *broker, vmci_u32 context, unsigned int privileges,
			    vmci_u32 version);

/* A virtual machine's removal. The caller sets the context, and zeroes the rest. */
struct vmci_context_removal {
	vmci_u32 context;
	int result; /* once the operation is done */
	struct vmci_broker_operation detach;
	vmci_table_index slot;
	unsigned char phase;
};

/*
 * Makes the next step of removing a virtual machine: from the first one on it asks for nothing
 * more. What it had asked for is waited for, then it leaves all its pairs, and what it was still to
 * be told is dropped. VMCI_ERROR_NOT_FOUND: there is no such virtual machine, or somebody else
 * removes it.
 */
enum vmci_step vmci_broker_remove_context_step(struct vmci_broker *broker,
					       struct vmci_context_removal *removal);

#endif
