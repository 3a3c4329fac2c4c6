// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The table of queue pairs. */
#include "queue_pair_table.h"
#include "../route.h"
#include "queue_pair_rules.h"

static void clear_slot(struct vmci_queue_pair *pair)
{
	unsigned int i;

	pair->peer = 0;
	pair->produce_size = 0;
	pair->consume_size = 0;
	pair->produce = vmci_hal_no_queue();
	pair->consume = vmci_hal_no_queue();
	for (i = 0; i < VMCI_QUEUE_PAIR_ENDS; i++) {
		pair->ends[i].callback = vmci_hal_no_callback();
		pair->ends[i].calls = 0;
		pair->ends[i].state = VMCI_QUEUE_PAIR_END_ABSENT;
		pair->ends[i].told = VMCI_QUEUE_PAIR_TOLD_NOTHING;
	}
	pair->resource = 0;
	pair->flags = 0;
	pair->state = VMCI_QUEUE_PAIR_FREE;
	pair->has_queues = 0;
}

void vmci_queue_pair_table_init(struct vmci_queue_pair_table *table)
{
	unsigned int i;

	for (i = 0; i < VMCI_QUEUE_PAIRS_MAX; i++)
		clear_slot(&table->slots[i]);
	for (i = 0; i < VMCI_RESOURCES_MAX; i++)
		table->of_resource[i] = 0;
	table->bytes = 0;
}

int vmci_queue_pair_find_free(const struct vmci_queue_pair_table *table, vmci_u64 produce_size,
			      vmci_u64 consume_size, unsigned int *slot)
{
	unsigned int i = 0;

	if (vmci_queue_pair_check_room(table->bytes, produce_size, consume_size) < VMCI_SUCCESS)
		return VMCI_ERROR_NO_RESOURCES;
	while (i < VMCI_QUEUE_PAIRS_MAX && table->slots[i].state != VMCI_QUEUE_PAIR_FREE)
		i++;
	if (i == VMCI_QUEUE_PAIRS_MAX)
		return VMCI_ERROR_NO_RESOURCES;
	*slot = i;
	return VMCI_SUCCESS;
}

void vmci_queue_pair_enter(struct vmci_queue_pair_table *table, unsigned int slot,
			   const struct vmci_queue_pair_entry *entry)
{
	struct vmci_queue_pair *pair = &table->slots[slot];

	pair->peer = entry->peer;
	pair->produce_size = (vmci_u32)entry->produce_size;
	pair->consume_size = (vmci_u32)entry->consume_size;
	pair->ends[0].callback = entry->callback;
	pair->ends[0].state = VMCI_QUEUE_PAIR_END_CREATING;
	pair->resource = (vmci_table_index)entry->resource;
	pair->flags = (unsigned char)entry->flags;
	pair->state = VMCI_QUEUE_PAIR_REGISTERED;
	table->of_resource[entry->resource] = (vmci_table_index)(slot + 1);
	table->bytes = table->bytes + pair->produce_size + pair->consume_size;
}

/* A handle of any context is nobody's, though the registry would find one. */
int vmci_queue_pair_find(const struct vmci_queue_pair_table *table, struct vmci_registry *registry,
			 struct vmci_handle handle, unsigned int *slot)
{
	unsigned int resource = 0;

	if (handle.context == VMCI_ID_INVALID ||
	    vmci_registry_get(registry, handle, VMCI_RESOURCE_QUEUE_PAIR, &resource) < VMCI_SUCCESS)
		return VMCI_ERROR_NOT_FOUND;
	vmci_registry_put(registry, resource);
	*slot = table->of_resource[resource] - 1u;
	return VMCI_SUCCESS;
}

void vmci_queue_pair_unregister(struct vmci_queue_pair_table *table, unsigned int slot)
{
	struct vmci_queue_pair *pair = &table->slots[slot];

	table->of_resource[pair->resource] = 0;
	pair->resource = 0;
	pair->state = VMCI_QUEUE_PAIR_ENDED;
}

void vmci_queue_pair_clear(struct vmci_queue_pair_table *table, unsigned int slot)
{
	struct vmci_queue_pair *pair = &table->slots[slot];

	table->bytes = table->bytes - pair->produce_size - pair->consume_size;
	clear_slot(pair);
}

int vmci_queue_pair_is_empty(const struct vmci_queue_pair_end *end)
{
	return end->state == VMCI_QUEUE_PAIR_END_ABSENT || end->state == VMCI_QUEUE_PAIR_END_LEFT;
}

int vmci_queue_pair_tell(struct vmci_queue_pair_end *end, unsigned int what)
{
	if (vmci_queue_pair_is_empty(end) || what <= end->told)
		return 0;
	end->told = (unsigned char)what;
	end->calls = (vmci_table_count)(end->calls + 1);
	return 1;
}

int vmci_queue_pair_called(struct vmci_queue_pair_end *end)
{
	end->calls = (vmci_table_count)(end->calls - 1);
	return end->calls == 0;
}
