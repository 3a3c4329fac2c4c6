// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Doorbells that contexts of a host have: registering, creating and destroying them. */
#include "../datagram.h"
#include "bell.h"
#include "bell_table.h"
#include "table.h"

static int register_doorbell(struct vmci_host *host, unsigned int owner, struct vmci_handle handle)
{
	struct vmci_handle added;
	unsigned int slot = 0;
	int result;

	if (vmci_bell_find(host, handle) != VMCI_RESOURCES_MAX)
		return VMCI_ERROR_DUPLICATE_ENTRY;
	if (host->contexts[owner].doorbells >= VMCI_CONTEXT_DOORBELLS_MAX)
		return VMCI_ERROR_NO_RESOURCES;
	result = vmci_registry_add(&host->registry, handle, VMCI_RESOURCE_DOORBELL, &slot, &added);
	if (result >= VMCI_SUCCESS)
		host->contexts[owner].doorbells++;
	return result;
}

/* Nobody has a reference of a virtual machine's doorbell. */
static void remove_doorbell(struct vmci_host *host, unsigned int owner, unsigned int slot)
{
	vmci_bell_unqueue(host, &host->contexts[owner], slot);
	vmci_registry_remove(&host->registry, host->registry.slots[slot].handle,
			     VMCI_RESOURCE_DOORBELL, &slot);
	vmci_registry_release(&host->registry, slot);
	host->contexts[owner].doorbells--;
}

int vmci_host_register_doorbell(struct vmci_host *host, vmci_u32 context, struct vmci_handle handle)
{
	unsigned int owner;
	int result = VMCI_ERROR_INVALID_ARGS;

	vmci_hal_lock(&host->broker.lock);
	owner = vmci_host_find_vm(host, context);
	if (owner != VMCI_CONTEXTS_MAX && handle.context == context &&
	    handle.resource != VMCI_ID_INVALID)
		result = register_doorbell(host, owner, handle);
	vmci_hal_unlock(&host->broker.lock);
	return result;
}

int vmci_host_unregister_doorbell(struct vmci_host *host, vmci_u32 context,
				  struct vmci_handle handle)
{
	unsigned int owner;
	unsigned int slot;
	int result = VMCI_ERROR_INVALID_ARGS;

	vmci_hal_lock(&host->broker.lock);
	owner = vmci_host_find_vm(host, context);
	if (owner != VMCI_CONTEXTS_MAX && handle.context == context &&
	    handle.resource != VMCI_ID_INVALID) {
		slot = vmci_bell_find(host, handle);
		result = VMCI_ERROR_NOT_FOUND;
		if (slot != VMCI_RESOURCES_MAX) {
			remove_doorbell(host, owner, slot);
			result = VMCI_SUCCESS;
		}
	}
	vmci_hal_unlock(&host->broker.lock);
	return result;
}

int vmci_host_drop_doorbell(struct vmci_host *host, vmci_u32 context, unsigned int *slot)
{
	unsigned int owner;
	int found = 0;

	vmci_hal_lock(&host->broker.lock);
	owner = vmci_broker_find_leaving(&host->broker, context);
	while (*slot < VMCI_RESOURCES_MAX && host->contexts[owner].doorbells != 0 && !found) {
		const struct vmci_resource *resource = &host->registry.slots[*slot];

		found = resource->state == VMCI_RESOURCE_REGISTERED &&
			resource->type == VMCI_RESOURCE_DOORBELL &&
			resource->handle.context == context;
		if (found)
			remove_doorbell(host, owner, *slot);
		*slot = *slot + 1;
	}
	vmci_hal_unlock(&host->broker.lock);
	return found;
}

int vmci_program_doorbell_create(struct vmci_host *host, vmci_u32 resource, unsigned int privileges,
				 vmci_host_callback callback, struct vmci_handle *created)
{
	struct vmci_handle handle;
	unsigned int slot = 0;
	int result;

	if (privileges & ~(VMCI_PRIVILEGE_RESTRICTED | VMCI_PRIVILEGE_TRUSTED))
		return VMCI_ERROR_INVALID_ARGS;
	handle.context = VMCI_CONTEXT_HOST;
	handle.resource = resource;
	vmci_hal_lock(&host->broker.lock);
	result = vmci_registry_add(&host->registry, handle, VMCI_RESOURCE_DOORBELL, &slot, created);
	if (result >= VMCI_SUCCESS) {
		host->entries[slot].callback = callback;
		host->entries[slot].privileges = (unsigned char)privileges;
	}
	vmci_hal_unlock(&host->broker.lock);
	return result;
}

/* What was rung, and will not be called for any more, is not waited for. */
static int remove_program_doorbell(struct vmci_host *host, struct vmci_program_destroy *destroy)
{
	unsigned int slot;
	int result = VMCI_ERROR_NOT_FOUND;

	vmci_hal_lock(&host->broker.lock);
	slot = vmci_bell_find(host, destroy->handle);
	if (slot != VMCI_RESOURCES_MAX && destroy->handle.context == VMCI_CONTEXT_HOST) {
		vmci_bell_unqueue(host, &host->contexts[VMCI_HOST_SLOT], slot);
		result = vmci_program_remove(host, VMCI_RESOURCE_DOORBELL, destroy);
	}
	vmci_hal_unlock(&host->broker.lock);
	return result;
}

enum vmci_step vmci_program_doorbell_destroy_step(struct vmci_host *host,
						  struct vmci_program_destroy *destroy)
{
	if (destroy->phase != VMCI_PROGRAM_REMOVE)
		return vmci_program_release_step(host, destroy);
	destroy->result = remove_program_doorbell(host, destroy);
	return destroy->result < VMCI_SUCCESS ? VMCI_STEP_DONE : VMCI_STEP_AGAIN;
}
