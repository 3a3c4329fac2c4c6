// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Creating and destroying datagram endpoints, and sending from them. */
#include "endpoint.h"
#include "../route.h"
#include "send.h"

enum destroy_endpoint_phase { DESTROY_ENDPOINT_REMOVE, DESTROY_ENDPOINT_WAIT };

enum send_phase { SEND_FIND, SEND_SEND, SEND_PUT };

int vmci_endpoint_create(struct vmci_guest *guest, vmci_u32 resource, unsigned int flags,
			 vmci_callback callback, struct vmci_handle *created)
{
	struct vmci_handle handle;
	unsigned int slot = 0;
	int result;

	if (flags & ~(VMCI_ENDPOINT_FLAG_ANY_CONTEXT | VMCI_ENDPOINT_FLAG_DELAYED))
		return VMCI_ERROR_INVALID_ARGS;
	handle.resource = resource;

	vmci_hal_lock(&guest->tables);
	handle.context = flags & VMCI_ENDPOINT_FLAG_ANY_CONTEXT ? VMCI_ID_INVALID : guest->context;
	result =
		vmci_registry_add(&guest->registry, handle, VMCI_RESOURCE_DATAGRAM, &slot, created);
	if (result >= VMCI_SUCCESS) {
		guest->endpoints[slot].callback = callback;
		guest->endpoints[slot].delayed = (flags & VMCI_ENDPOINT_FLAG_DELAYED) != 0;
	}
	vmci_hal_unlock(&guest->tables);
	return result;
}

/* With `tables` held. */
static int release_unused_endpoint(struct vmci_guest *guest, unsigned int slot)
{
	int unused = vmci_registry_unused(&guest->registry, slot);

	if (unused) {
		guest->endpoints[slot].callback = vmci_hal_no_callback();
		guest->endpoints[slot].delayed = 0;
		vmci_registry_release(&guest->registry, slot);
	}
	return unused;
}

/* Nonzero: nothing is left of it, or there was none. */
static int remove_endpoint(struct vmci_guest *guest, struct vmci_endpoint_operation *destroy)
{
	unsigned int slot = 0;
	int over;

	vmci_hal_lock(&guest->tables);
	destroy->result = vmci_registry_remove(&guest->registry, destroy->handle,
					       VMCI_RESOURCE_DATAGRAM, &slot);
	over = destroy->result < VMCI_SUCCESS || release_unused_endpoint(guest, slot);
	vmci_hal_unlock(&guest->tables);
	destroy->slot = (vmci_table_index)slot;
	return over;
}

static int try_release_endpoint(struct vmci_guest *guest, unsigned int slot)
{
	int released;

	vmci_hal_lock(&guest->tables);
	released = release_unused_endpoint(guest, slot);
	vmci_hal_unlock(&guest->tables);
	return released;
}

enum vmci_step vmci_endpoint_destroy_step(struct vmci_guest *guest,
					  struct vmci_endpoint_operation *destroy)
{
	switch ((enum destroy_endpoint_phase)destroy->phase) {
	case DESTROY_ENDPOINT_REMOVE:
		if (remove_endpoint(guest, destroy))
			return VMCI_STEP_DONE;
		destroy->phase = DESTROY_ENDPOINT_WAIT;
		return VMCI_STEP_AGAIN;
	case DESTROY_ENDPOINT_WAIT:
		break;
	}
	return try_release_endpoint(guest, destroy->slot) ? VMCI_STEP_DONE : VMCI_STEP_WAIT;
}

/*
 * Takes a reference of the endpoint that sends, so that it is there until the datagram is sent.
 * A datagram from any context's endpoint is sent in this machine's name.
 */
static int find_sender(struct vmci_guest *guest, struct vmci_datagram *datagram,
		       struct vmci_endpoint_operation *send)
{
	enum vmci_route route = VMCI_ROUTE_NONE;
	unsigned int slot = 0;
	int result;

	vmci_hal_lock(&guest->tables);
	result = vmci_registry_get(&guest->registry, datagram->src, VMCI_RESOURCE_DATAGRAM, &slot);
	if (datagram->src.context == VMCI_ID_INVALID)
		datagram->src.context = guest->context;
	vmci_hal_unlock(&guest->tables);
	if (result < VMCI_SUCCESS)
		return VMCI_ERROR_NO_HANDLE;
	send->slot = (vmci_table_index)slot;
	send->result = vmci_find_route(datagram->src.context, datagram->dst.context,
				       VMCI_GUEST_ACTIVE, &route);
	return VMCI_SUCCESS;
}

enum vmci_step vmci_endpoint_send_step(struct vmci_guest *guest, struct vmci_datagram *datagram,
				       struct vmci_endpoint_operation *send)
{
	switch ((enum send_phase)send->phase) {
	case SEND_FIND: {
		int result = find_sender(guest, datagram, send);

		if (result < VMCI_SUCCESS) {
			send->result = result;
			return VMCI_STEP_DONE;
		}
		send->phase = send->result < VMCI_SUCCESS ? SEND_PUT : SEND_SEND;
		return VMCI_STEP_AGAIN;
	}
	case SEND_SEND:
		send->result = vmci_send(guest, datagram);
		send->phase = SEND_PUT;
		return VMCI_STEP_AGAIN;
	case SEND_PUT:
		break;
	}
	vmci_guest_put(guest, send->slot);
	return VMCI_STEP_DONE;
}
