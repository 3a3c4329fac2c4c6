/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A host of virtual machines: its broker of queue pairs, and all else that its contexts have. A
 * context is a virtual machine, or the host itself with its programs.
 *
 * The broker's lock guards everything. The platform and programs are called with no lock held.
 */
#ifndef VMCI_CORE_HOST_H
#define VMCI_CORE_HOST_H

#include "../hal/context.h"
#include "broker.h"

/* A queue of copies: the oldest is the first. */
struct vmci_mailbox {
	vmci_host_kept first; /* of none there are: nothing kept, as the next one */
	vmci_host_kept last;
	vmci_u64 bytes; /* of all datagrams in it, with their headers */
	vmci_table_count count;
};

/* The host's own slot among the broker's contexts. */
#define VMCI_HOST_SLOT 0u

/* Whether a virtual machine has a notify byte, or somebody gives it one: see notify.h. */
enum vmci_byte_state { VMCI_BYTE_NONE = 0, VMCI_BYTE_CLAIMED, VMCI_BYTE_SET };

/* What a context has besides what the broker knows of it, by its slot there. */
struct vmci_host_context {
	/* Datagrams for it: for a virtual machine to fetch, for the host's deferred work. */
	struct vmci_mailbox mailbox;
	vmci_u32 user;		     /* whose virtual machine it is */
	vmci_notify_byte byte;	     /* that says whether it has something to fetch or collect */
	vmci_table_count doorbells;  /* that a virtual machine has registered */
	vmci_table_count rung;	     /* how many were rung, and are not answered yet, */
	vmci_table_index first_rung; /* from the first on in this order: a slot + 1 */
	vmci_table_index last_rung;
	unsigned char byte_state; /* enum vmci_byte_state */
};

/* What is known of an endpoint of a program, or of a doorbell, by its slot in the registry. */
struct vmci_host_entry {
	vmci_host_callback callback;
	vmci_table_index next_rung; /* of its context's doorbells: a slot + 1; 0: the last */
	unsigned char rung;
	unsigned char privileges; /* VMCI_PRIVILEGE_ */
	unsigned char delayed;	  /* whether an endpoint is called by deferred work */
};

struct vmci_host {
	struct vmci_broker broker;
	struct vmci_host_context contexts[VMCI_CONTEXTS_MAX];
	struct vmci_registry registry; /* endpoints of programs, and all doorbells */
	struct vmci_host_entry entries[VMCI_RESOURCES_MAX];
	struct vmci_subscriptions subscriptions;		/* of programs, to events */
	vmci_host_callback subscribers[VMCI_SUBSCRIPTIONS_MAX]; /* by the slot of a subscription */
};

/* Begins with the host alone, which has nothing. */
void vmci_host_begin(struct vmci_host *host, vmci_hal_host platform);

/* A virtual machine that is to be taken in. */
struct vmci_context_request {
	vmci_u32 id;   /* that it wishes for */
	vmci_u32 user; /* whose it is: the platform's number for a user */
	vmci_u32 version;
	unsigned char privileges; /* VMCI_PRIVILEGE_ */
};

/* The lowest id that a virtual machine is given. */
#define VMCI_CONTEXT_FIRST 16u

/*
 * Takes a virtual machine in, under the id that it wishes for or the next one that is free; at
 * least VMCI_CONTEXT_FIRST. VMCI_ERROR_INVALID_ARGS: it wishes for VMCI_ID_INVALID, speaks no
 * version, or cannot have such privileges; VMCI_ERROR_NO_RESOURCES: there are VMCI_CONTEXTS_MAX. On
 * an error *id is left alone.
 */
int vmci_host_add_context(struct vmci_host *host, const struct vmci_context_request *request,
			  vmci_u32 *id);

/* Whether a context is this user's virtual machine. One step. */
int vmci_host_is_owner(struct vmci_host *host, vmci_u32 context, vmci_u32 user);

/* A virtual machine's removal. The caller sets the context of `pairs`, and zeroes the rest. */
struct vmci_host_removal {
	struct vmci_context_removal pairs; /* whose result is that of all */
	struct vmci_mailbox dropped;	   /* what it has not fetched */
	vmci_notify_byte byte;		   /* likewise */
	vmci_table_index slot;		   /* where to look for its next doorbell */
	unsigned char byte_state;
	unsigned char phase;
};

/*
 * Makes the next step of removing a virtual machine: from the first one on it asks for nothing
 * more, and is sent nothing more. What it has not fetched is forgotten, its doorbells and its
 * notify byte are given up, and it leaves its queue pairs: see vmci_broker_remove_context_step().
 */
enum vmci_step vmci_host_remove_context_step(struct vmci_host *host,
					     struct vmci_host_removal *removal);

/*
 * Gives a reference of what a program has back. Nonzero: who waits for its end is to be woken. One
 * step.
 */
int vmci_host_put(struct vmci_host *host, unsigned int slot);

#endif
