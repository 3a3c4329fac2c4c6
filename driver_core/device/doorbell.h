/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Doorbells: what a client creates, to be called when somebody rings it.
 *
 * A ring sets a byte of the notification page and interrupts. The handler's operation exchanges the
 * bytes that are set and calls the clients of their doorbells; those that asked for it are called
 * by the driver's deferred work instead, where they may sleep. Rings that come before the call are
 * answered by one call. A client that shares its byte with others is called for theirs as well.
 *
 * A client may be called from before its doorbell is created to its end until its destruction is
 * done, and not after that. It may do whatever its context allows, but not wait for its own
 * doorbell's destruction.
 */
#ifndef VMCI_CORE_DOORBELL_H
#define VMCI_CORE_DOORBELL_H

#include "../route.h"
#include "flags.h"
#include "guest.h"
#include "step.h"

/*
 * A doorbell's creation or destruction. The caller sets the handle, for a creation the callback and
 * the flags as well, and zeroes the rest.
 */
struct vmci_doorbell_operation {
	struct vmci_handle handle; /* in the end the doorbell's. See vmci_registry_add() */
	int result;		   /* once the operation is done */
	vmci_callback callback;
	unsigned char flags;
	unsigned char phase;
	vmci_table_index slot;
};

/*
 * Makes the next step of a creation. The context of the handle is this machine's own, or with an
 * invalid resource also invalid. Errors: VMCI_ERROR_INVALID_ARGS; VMCI_ERROR_UNAVAILABLE: the
 * device has no notifications; those of vmci_registry_add() and of the hypervisor. On an error
 * there is no doorbell.
 */
enum vmci_step vmci_doorbell_create_step(struct vmci_guest *guest,
					 struct vmci_doorbell_operation *create);

/*
 * Makes the next step of a destruction, which waits for calls of the client to be over.
 * VMCI_ERROR_NOT_FOUND: there is no such doorbell, or somebody else destroys it.
 */
enum vmci_step vmci_doorbell_destroy_step(struct vmci_guest *guest,
					  struct vmci_doorbell_operation *destroy);

/*
 * Rings a doorbell of the host's or of this machine's. One step, of which it returns the result:
 * VMCI_ERROR_INVALID_ARGS for an invalid handle, and the hypervisor's errors.
 */
int vmci_doorbell_ring(struct vmci_guest *guest, struct vmci_handle handle);

/* Calling the clients of doorbells in a queue, one after the other. Zero to begin with. */
struct vmci_doorbell_calls {
	vmci_callback callback;
	vmci_table_index slot;
	unsigned char phase;
};

/* The handler's work when the device has interrupted for notifications. Zero to begin with. */
struct vmci_notification {
	struct vmci_doorbell_calls calls;
	vmci_table_index index; /* of the next byte to look at */
	vmci_table_index end;
	unsigned char phase;
};

/*
 * Makes the next step of the handler's work. The interrupt must have been acknowledged: the device
 * interrupts again for a byte that is set behind the handler's back.
 */
enum vmci_step vmci_notification_step(struct vmci_guest *guest, struct vmci_notification *work);

/* Makes the next step of calling who is in a queue. `queue` is an enum vmci_doorbell_queue_id. */
enum vmci_step vmci_doorbell_call_step(struct vmci_guest *guest, unsigned int queue,
				       struct vmci_doorbell_calls *calls);

#endif
