// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The broker's tables: pairs and who has claimed them, contexts and what they are charged for. */
#include "table.h"

static void clear_pair(struct vmci_broker_pair *entry)
{
	vmci_pair_init(&entry->pair);
	entry->indexes.produce_tail = 0;
	entry->indexes.produce_head = 0;
	entry->indexes.consume_tail = 0;
	entry->indexes.consume_head = 0;
	entry->memory = vmci_hal_host_nothing_pinned();
	entry->claimer = 0;
	entry->owed[0] = 0;
	entry->owed[1] = 0;
	entry->claimed = 0;
	entry->awaited = 0;
	entry->mapped = 0;
}

void vmci_broker_init(struct vmci_broker *broker, vmci_hal_host host)
{
	unsigned int i;

	broker->host = host;
	vmci_hal_lock_init(&broker->lock);
	vmci_registry_init(&broker->registry);
	for (i = 0; i < VMCI_BROKER_PAIRS_MAX; i++)
		clear_pair(&broker->pairs[i]);
	for (i = 0; i < VMCI_CONTEXTS_MAX; i++) {
		broker->contexts[i].id = 0;
		broker->contexts[i].bytes = 0;
		broker->contexts[i].pairs = 0;
		broker->contexts[i].events = 0;
		broker->contexts[i].state = VMCI_CONTEXT_FREE;
		broker->contexts[i].privileges = 0;
		broker->contexts[i].capabilities = 0;
		broker->contexts[i].watches = 0;
	}
	broker->contexts[0].id = VMCI_CONTEXT_HOST;
	broker->contexts[0].state = VMCI_CONTEXT_PRESENT;
}

int vmci_broker_is_there(const struct vmci_broker_context *context)
{
	return context->state == VMCI_CONTEXT_PRESENT || context->state == VMCI_CONTEXT_LEAVING;
}

/* Of a context that is there, though it may be leaving. */
static struct vmci_broker_context *context_of(struct vmci_broker *broker, vmci_u32 context)
{
	unsigned int i = 0;

	while (i < VMCI_CONTEXTS_MAX - 1 &&
	       (!vmci_broker_is_there(&broker->contexts[i]) || broker->contexts[i].id != context))
		i++;
	return &broker->contexts[i];
}

unsigned int vmci_broker_find_context(const struct vmci_broker *broker, vmci_u32 context)
{
	unsigned int i = 0;

	while (i < VMCI_CONTEXTS_MAX && (broker->contexts[i].state != VMCI_CONTEXT_PRESENT ||
					 broker->contexts[i].id != context))
		i++;
	return i;
}

unsigned int vmci_broker_find_leaving(const struct vmci_broker *broker, vmci_u32 context)
{
	unsigned int i = 0;

	while (i < VMCI_CONTEXTS_MAX - 1 && (broker->contexts[i].state != VMCI_CONTEXT_LEAVING ||
					     broker->contexts[i].id != context))
		i++;
	return i;
}

int vmci_broker_find_pair(struct vmci_broker *broker, struct vmci_handle handle, unsigned int *slot)
{
	/* To the registry, any context would do. */
	if (handle.context == VMCI_ID_INVALID || handle.resource == VMCI_ID_INVALID)
		return VMCI_ERROR_NOT_FOUND;
	return vmci_registry_get(&broker->registry, handle, VMCI_RESOURCE_QUEUE_PAIR, slot);
}

int vmci_broker_claim(struct vmci_broker *broker, unsigned int slot, vmci_u32 context)
{
	struct vmci_broker_pair *entry = &broker->pairs[slot];

	if (entry->claimed) {
		entry->awaited = 1;
		return 0;
	}
	entry->claimed = 1;
	entry->claimer = context;
	return 1;
}

int vmci_broker_unclaim(struct vmci_broker *broker, unsigned int slot)
{
	struct vmci_broker_pair *entry = &broker->pairs[slot];
	int awaited = entry->awaited;

	entry->claimed = 0;
	entry->claimer = 0;
	entry->awaited = 0;
	return awaited;
}

int vmci_broker_enter(struct vmci_broker *broker, struct vmci_handle handle, unsigned int *slot,
		      struct vmci_handle *entered)
{
	/* The registry gives the lowest slot that is free. */
	if (broker->registry.first_free >= VMCI_BROKER_PAIRS_MAX)
		return VMCI_ERROR_NO_RESOURCES;
	return vmci_registry_add(&broker->registry, handle, VMCI_RESOURCE_QUEUE_PAIR, slot,
				 entered);
}

void vmci_broker_free_unused(struct vmci_broker *broker, unsigned int slot)
{
	struct vmci_broker_pair *entry = &broker->pairs[slot];
	unsigned int removed = slot;

	if (entry->pair.state != VMCI_PAIR_NEW && entry->pair.state != VMCI_PAIR_GONE)
		return;
	if (entry->claimed || entry->owed[0] || entry->owed[1] ||
	    !vmci_registry_unused(&broker->registry, slot))
		return;
	vmci_registry_remove(&broker->registry, broker->registry.slots[slot].handle,
			     VMCI_RESOURCE_QUEUE_PAIR, &removed);
	vmci_registry_release(&broker->registry, slot);
	clear_pair(entry);
}

int vmci_broker_charge(struct vmci_broker *broker, vmci_u32 context, const struct vmci_pair *pair)
{
	struct vmci_broker_context *charged = context_of(broker, context);
	vmci_u64 bytes = pair->produce_size + pair->consume_size;

	if (vmci_context_is_vm(context) && (charged->pairs >= VMCI_CONTEXT_PAIRS_MAX ||
					    bytes > VMCI_QUEUE_PAIR_BYTES_MAX - charged->bytes))
		return VMCI_ERROR_NO_RESOURCES;
	charged->pairs++;
	charged->bytes += bytes;
	return VMCI_SUCCESS;
}

void vmci_broker_discharge(struct vmci_broker *broker, unsigned int slot, vmci_u32 context,
			   const struct vmci_pair *pair)
{
	struct vmci_broker_context *charged = context_of(broker, context);

	charged->bytes -= pair->produce_size + pair->consume_size;
	if (!vmci_broker_owed(broker, slot, context))
		charged->pairs--;
}

unsigned int vmci_broker_owed(const struct vmci_broker *broker, unsigned int slot, vmci_u32 context)
{
	const struct vmci_broker_pair *entry = &broker->pairs[slot];

	if (entry->pair.creator == context)
		return entry->owed[0];
	return entry->pair.attacher == context ? entry->owed[1] : 0u;
}

void vmci_broker_owe(struct vmci_broker *broker, unsigned int slot, vmci_u32 context,
		     unsigned int event)
{
	struct vmci_broker_pair *entry = &broker->pairs[slot];
	unsigned char *owed = &entry->owed[entry->pair.creator == context ? 0 : 1];

	*owed = (unsigned char)(*owed | event);
	context_of(broker, context)->events++;
}

void vmci_broker_settle(struct vmci_broker *broker, unsigned int slot, vmci_u32 context,
			unsigned int event)
{
	struct vmci_broker_pair *entry = &broker->pairs[slot];
	unsigned char *owed = &entry->owed[entry->pair.creator == context ? 0 : 1];
	struct vmci_broker_context *told = context_of(broker, context);

	*owed = (unsigned char)(*owed & ~event);
	told->events--;
	if (!*owed && !vmci_pair_party(&entry->pair, context))
		told->pairs--;
	vmci_broker_free_unused(broker, slot);
}
