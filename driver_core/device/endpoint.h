/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Datagram endpoints: what a client creates, to be called with each datagram to its handle, and to
 * send datagrams from.
 *
 * Datagrams to one endpoint come in the order in which the device gives them. If a client asked to
 * be called where it may sleep, they are kept until the driver's deferred work calls it, no more
 * than VMCI_DELAYED_MAX of all endpoints together: those that come behind are lost, as datagrams
 * may be.
 *
 * A client may be called from before its endpoint is created to its end until its destruction is
 * done, and not after that.
 */
#ifndef VMCI_CORE_ENDPOINT_H
#define VMCI_CORE_ENDPOINT_H

#include "flags.h"
#include "guest.h"
#include "step.h"

/*
 * An endpoint's destruction, or the sending of a datagram from one. For a destruction the caller
 * sets the handle. It zeroes the rest.
 */
struct vmci_endpoint_operation {
	struct vmci_handle handle;
	int result; /* once the operation is done */
	unsigned char phase;
	vmci_table_index slot;
};

/*
 * Creates an endpoint, in one step. `resource` is the id of the handle as wanted, or
 * VMCI_ID_INVALID for one that is free; the flags are those of flags.h. VMCI_ERROR_INVALID_ARGS:
 * there are other flags; those of vmci_registry_add().
 */
int vmci_endpoint_create(struct vmci_guest *guest, vmci_u32 resource, unsigned int flags,
			 vmci_callback callback, struct vmci_handle *created);

/*
 * Makes the next step of a destruction, which waits for calls of the client to be over, and of
 * those that are kept for it. VMCI_ERROR_NOT_FOUND: there is no such endpoint.
 */
enum vmci_step vmci_endpoint_destroy_step(struct vmci_guest *guest,
					  struct vmci_endpoint_operation *destroy);

/*
 * Makes the next step of sending a datagram, whose payload follows its header, to the host or the
 * hypervisor. Its source is the handle of an endpoint of this machine; an invalid context becomes
 * this machine's. VMCI_ERROR_NO_HANDLE: there is no such endpoint; and the errors of
 * vmci_find_route() and vmci_send().
 */
enum vmci_step vmci_endpoint_send_step(struct vmci_guest *guest, struct vmci_datagram *datagram,
				       struct vmci_endpoint_operation *send);

#endif
