// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Checkpoints of virtual machines. With the broker's lock held, all but the two at the end. */
#include "checkpoint.h"
#include "bell_table.h"

static void write_watched(unsigned char *bytes, vmci_u64 size)
{
	vmci_u32 watched = VMCI_CONTEXT_HOST;

	if (size != 0)
		__builtin_memcpy(bytes, &watched, sizeof(watched));
}

static void write_doorbells(const struct vmci_host *host, vmci_u32 context, unsigned char *bytes,
			    vmci_u64 size)
{
	struct vmci_checkpoint_doorbell doorbell;
	vmci_u64 at = 0;
	unsigned int i;

	doorbell.reserved = 0;
	for (i = 0; i < VMCI_RESOURCES_MAX && at < size; i++) {
		const struct vmci_resource *resource = &host->registry.slots[i];

		if (resource->state != VMCI_RESOURCE_REGISTERED ||
		    resource->type != VMCI_RESOURCE_DOORBELL || resource->handle.context != context)
			continue;
		doorbell.handle = resource->handle;
		__builtin_memcpy(bytes + at, &doorbell, sizeof(doorbell));
		at += sizeof(doorbell);
	}
}

static int get_checkpoint(const struct vmci_host *host, unsigned int slot, vmci_u32 type,
			  unsigned char *bytes, vmci_u64 *size)
{
	const struct vmci_broker_context *context = &host->broker.contexts[slot];
	vmci_u32 watched = (context->watches & VMCI_CONTEXT_WATCHES_HOST) ? 1 : 0;
	vmci_u64 room = *size;
	int result = vmci_checkpoint_size(type, watched, host->contexts[slot].doorbells, size);

	if (result < VMCI_SUCCESS)
		return result;
	if (*size > room)
		return VMCI_ERROR_MORE_DATA;
	if (type == VMCI_CHECKPOINT_WATCHED)
		write_watched(bytes, *size);
	if (type == VMCI_CHECKPOINT_DOORBELLS)
		write_doorbells(host, context->id, bytes, *size);
	return VMCI_SUCCESS;
}

static int set_checkpoint(struct vmci_broker_context *context, vmci_u32 type,
			  const unsigned char *bytes, vmci_u64 size)
{
	int result = vmci_checkpoint_check_restore(type, size, VMCI_CONTEXTS_MAX);
	vmci_u64 others = 0;
	vmci_u32 watched;
	vmci_u64 at;

	for (at = 0; result >= VMCI_SUCCESS && at < size; at += sizeof(watched)) {
		__builtin_memcpy(&watched, bytes + at, sizeof(watched));
		result = vmci_checkpoint_check_watched(watched, others);
		others++;
	}
	if (result < VMCI_SUCCESS || type != VMCI_CHECKPOINT_WATCHED)
		return result;
	context->watches = vmci_watch_restored(context->watches, others != 0);
	return VMCI_SUCCESS;
}

int vmci_host_get_checkpoint(struct vmci_host *host, vmci_u32 context, vmci_u32 type,
			     unsigned char *bytes, vmci_u64 *size)
{
	unsigned int slot;
	int result = VMCI_ERROR_INVALID_ARGS;

	vmci_hal_lock(&host->broker.lock);
	slot = vmci_host_find_vm(host, context);
	if (slot != VMCI_CONTEXTS_MAX)
		result = get_checkpoint(host, slot, type, bytes, size);
	vmci_hal_unlock(&host->broker.lock);
	return result;
}

int vmci_host_set_checkpoint(struct vmci_host *host, vmci_u32 context, vmci_u32 type,
			     const unsigned char *bytes, vmci_u64 size)
{
	unsigned int slot;
	int result = VMCI_ERROR_INVALID_ARGS;

	vmci_hal_lock(&host->broker.lock);
	slot = vmci_host_find_vm(host, context);
	if (slot != VMCI_CONTEXTS_MAX)
		result = set_checkpoint(&host->broker.contexts[slot], type, bytes, size);
	vmci_hal_unlock(&host->broker.lock);
	return result;
}
