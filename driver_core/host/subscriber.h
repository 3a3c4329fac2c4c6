/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Programs of a host that have subscribed to events: a peer that attaches to a queue pair or leaves
 * it, a context that is removed. See event.h.
 *
 * A program may be called from before its subscription to its end until the end of it is done, and
 * not after that. It must not wait for the end of its own subscription.
 */
#ifndef VMCI_CORE_SUBSCRIBER_H
#define VMCI_CORE_SUBSCRIBER_H

#include "host.h"

/* Subscribes to an event, in one step. Errors: those of vmci_subscriptions_add(). */
int vmci_host_subscribe(struct vmci_host *host, vmci_u32 event, vmci_host_callback callback,
			vmci_u32 *id);

/* The end of a subscription. The caller sets the id, and zeroes the rest. */
struct vmci_host_unsubscribe {
	vmci_u32 id;
	int result; /* once the operation is done */
	unsigned char phase;
	vmci_table_index slot;
};

/*
 * Makes the next step of the end, which waits for calls of the program to be over.
 * VMCI_ERROR_NOT_FOUND: there is no such subscription.
 */
enum vmci_step vmci_host_unsubscribe_step(struct vmci_host *host,
					  struct vmci_host_unsubscribe *unsubscribe);

/* Calling the subscribers of an event, one after the other. Zero to begin with. */
struct vmci_announcement {
	vmci_host_callback callback;
	vmci_table_index slot;
	vmci_table_index cursor;
	unsigned char phase;
};

/*
 * Makes the next step of that, of an event's payload with so many bytes, struct vmci_event_data
 * first, which vmci_event_check() has found to be right.
 */
enum vmci_step vmci_announce_step(struct vmci_host *host, const void *payload, vmci_u64 size,
				  struct vmci_announcement *announcement);

#endif
