// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Queues of doorbells that were rung. Links are a slot + 1, 0 leads nowhere. */
#include "bell_table.h"
#include "table.h"

unsigned int vmci_bell_find(struct vmci_host *host, struct vmci_handle handle)
{
	unsigned int slot = VMCI_RESOURCES_MAX;

	if (handle.context != VMCI_ID_INVALID && handle.resource != VMCI_ID_INVALID &&
	    vmci_registry_get(&host->registry, handle, VMCI_RESOURCE_DOORBELL, &slot) >=
		    VMCI_SUCCESS)
		vmci_registry_put(&host->registry, slot);
	return slot;
}

void vmci_bell_queue(struct vmci_host *host, struct vmci_host_context *context, unsigned int slot)
{
	host->entries[slot].rung = 1;
	host->entries[slot].next_rung = 0;
	if (context->rung == 0)
		context->first_rung = (vmci_table_index)(slot + 1);
	else
		host->entries[context->last_rung - 1].next_rung = (vmci_table_index)(slot + 1);
	context->last_rung = (vmci_table_index)(slot + 1);
	context->rung++;
}

void vmci_bell_unqueue(struct vmci_host *host, struct vmci_host_context *context, unsigned int slot)
{
	vmci_table_index *link = &context->first_rung;
	vmci_table_index before = 0;

	if (!host->entries[slot].rung)
		return;
	while (*link != slot + 1) {
		before = *link;
		link = &host->entries[*link - 1].next_rung;
	}
	*link = host->entries[slot].next_rung;
	if (context->last_rung == slot + 1)
		context->last_rung = before;
	host->entries[slot].rung = 0;
	host->entries[slot].next_rung = 0;
	context->rung--;
}

unsigned int vmci_host_find_vm(const struct vmci_host *host, vmci_u32 context)
{
	if (!vmci_context_is_vm(context))
		return VMCI_CONTEXTS_MAX;
	return vmci_broker_find_context(&host->broker, context);
}
