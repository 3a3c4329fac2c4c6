/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The notify byte of a virtual machine, in its own memory: 1 while there is something for it to
 * fetch or to collect. It is written by nobody else here, under the broker's lock, from when its
 * page is pinned and known until it is not known any more, and after that given back.
 */
#ifndef VMCI_CORE_HOST_NOTIFY_H
#define VMCI_CORE_HOST_NOTIFY_H

#include "host.h"

/* The caller sets the context, to set a byte also its place, and zeroes the rest. */
struct vmci_notify_operation {
	vmci_u32 context;
	vmci_notify_place place;
	vmci_notify_byte byte;
	int result; /* once the operation is done */
	vmci_table_index slot;
	unsigned char phase;
};

/*
 * Makes the next step of giving a virtual machine its byte, which says from then on what is so.
 * VMCI_ERROR_INVALID_ARGS: there is no such virtual machine; VMCI_ERROR_DUPLICATE_ENTRY: it has
 * one, or gets one; those of pinning. A removal of the virtual machine waits for the end of it.
 */
enum vmci_step vmci_host_set_notify_step(struct vmci_host *host, struct vmci_notify_operation *set);

/*
 * Makes the next step of taking it away. VMCI_ERROR_INVALID_ARGS: there is no such virtual machine;
 * VMCI_ERROR_NOT_FOUND: it has none.
 */
enum vmci_step vmci_host_unset_notify_step(struct vmci_host *host,
					   struct vmci_notify_operation *unset);

/* Sets the byte of a context if it has one, and there is something for it. One step. */
void vmci_host_raise_notify(struct vmci_host *host, vmci_u32 context);

/* Clears that of a context, by its slot, unless there is. With the broker's lock held. */
void vmci_host_lower_notify(struct vmci_host *host, unsigned int slot);

#endif
