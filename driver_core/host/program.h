/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Programs of a host: their datagram endpoints, and the deferred work that calls them. An endpoint
 * is what a program sends from, with send.h, and is called with each datagram to its handle, which
 * is of the host's context or, if it asks so, of any.
 *
 * A program may be called from before its endpoint is created to its end until its destruction is
 * done, and not after that.
 */
#ifndef VMCI_CORE_PROGRAM_H
#define VMCI_CORE_PROGRAM_H

#include "../device/flags.h"
#include "send.h"
#include "subscriber.h"

/*
 * Creates an endpoint, in one step. `resource` is the id of the handle as wanted, or
 * VMCI_ID_INVALID for one that is free; the flags are those of flags.h. VMCI_ERROR_INVALID_ARGS:
 * there are other flags, or other privileges than VMCI_PRIVILEGE_; those of vmci_registry_add().
 */
int vmci_program_endpoint_create(struct vmci_host *host, vmci_u32 resource, unsigned int flags,
				 unsigned int privileges, vmci_host_callback callback,
				 struct vmci_handle *created);

/* An endpoint's destruction. The caller sets the handle, and zeroes the rest. */
struct vmci_program_destroy {
	struct vmci_handle handle;
	int result; /* once the operation is done */
	unsigned char phase;
	vmci_table_index slot;
};

/*
 * Makes the next step of a destruction, which waits for calls of the program to be over, and for
 * datagrams that wait for it. VMCI_ERROR_NOT_FOUND: there is no such endpoint.
 */
enum vmci_step vmci_program_endpoint_destroy_step(struct vmci_host *host,
						  struct vmci_program_destroy *destroy);

/* Their phases, and what they have in common with destructions of doorbells: see bell.h. */
enum vmci_program_phase { VMCI_PROGRAM_REMOVE = 0, VMCI_PROGRAM_RELEASE };

/*
 * Removes what has the handle and the type. VMCI_ERROR_NOT_FOUND: there is nothing. With the
 * broker's lock held.
 */
int vmci_program_remove(struct vmci_host *host, unsigned int type,
			struct vmci_program_destroy *destroy);

/* Frees what has been removed, once it is not used any more: one step, done or to be waited for. */
enum vmci_step vmci_program_release_step(struct vmci_host *host,
					 const struct vmci_program_destroy *destroy);

/* The programs' deferred work. Zero to begin with. */
struct vmci_programs {
	struct vmci_announcement announcement;
	struct vmci_event_queue_pair_msg event; /* that is announced */
	struct vmci_event_context_msg removed;	/* likewise */
	vmci_host_kept kept;			/* the datagram that is given */
	vmci_host_callback callback;
	vmci_table_index slot; /* of the endpoint */
	unsigned char phase;
};

/*
 * Makes the next step of the work: datagrams, oldest first, then doorbells that were rung, then
 * what has become of the peers of queue pairs, and then contexts that were removed and watched.
 */
enum vmci_step vmci_programs_step(struct vmci_host *host, struct vmci_programs *work);

#endif
