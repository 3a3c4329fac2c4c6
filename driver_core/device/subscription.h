/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Subscriptions to events of the device: a peer that attaches to a queue pair or leaves it, a new
 * context id, and so on. See event.h.
 *
 * A client may be called from before its subscription to its end until the end of it is done, and
 * not after that. It must not wait for the end of its own subscription.
 */
#ifndef VMCI_CORE_SUBSCRIPTION_H
#define VMCI_CORE_SUBSCRIPTION_H

#include "guest.h"
#include "step.h"

/* Subscribes to an event, in one step. Errors: those of vmci_subscriptions_add(). */
int vmci_subscribe(struct vmci_guest *guest, vmci_u32 event, vmci_callback callback, vmci_u32 *id);

/* The end of a subscription. The caller sets the id, and zeroes the rest. */
struct vmci_unsubscribe {
	vmci_u32 id;
	int result; /* once the operation is done */
	unsigned char phase;
	vmci_table_index slot;
};

/*
 * Makes the next step of the end, which waits for calls of the client to be over.
 * VMCI_ERROR_NOT_FOUND: there is no such subscription.
 */
enum vmci_step vmci_unsubscribe_step(struct vmci_guest *guest,
				     struct vmci_unsubscribe *unsubscribe);

#endif
