// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The table of doorbells: chains by notification index, and queues of those that were rung. */
#include "doorbell_table.h"

void vmci_doorbell_table_init(struct vmci_doorbell_table *table)
{
	unsigned int i;

	for (i = 0; i < VMCI_RESOURCES_MAX; i++) {
		table->slots[i].next_at_index = 0;
		table->slots[i].next_in_queue = 0;
		table->slots[i].queued = 0;
		table->slots[i].reserved = 0;
		vmci_doorbell_clear(table, i);
	}
	for (i = 0; i < VMCI_DOORBELL_QUEUES; i++) {
		table->queues[i].first = 0;
		table->queues[i].last = 0;
	}
	for (i = 0; i < VMCI_NOTIFY_INDEXES; i++)
		table->first_at_index[i] = 0;
	vmci_notify_indexes_init(&table->indexes);
}

void vmci_doorbell_enter(struct vmci_doorbell_table *table, unsigned int slot,
			 unsigned int notify_index, unsigned int queue, vmci_callback callback)
{
	struct vmci_doorbell *doorbell = &table->slots[slot];

	doorbell->callback = callback;
	doorbell->notify_index = notify_index;
	doorbell->next_at_index = table->first_at_index[notify_index];
	doorbell->queue = (unsigned char)queue;
	doorbell->state = VMCI_DOORBELL_CREATING;
	table->first_at_index[notify_index] = slot + 1;
}

void vmci_doorbell_take_out(struct vmci_doorbell_table *table, unsigned int slot)
{
	struct vmci_doorbell *doorbell = &table->slots[slot];
	vmci_table_index *link = &table->first_at_index[doorbell->notify_index];

	while (*link != slot + 1)
		link = &table->slots[*link - 1].next_at_index;
	*link = doorbell->next_at_index;
	doorbell->next_at_index = 0;
	vmci_notify_index_release(&table->indexes, doorbell->notify_index);
}

void vmci_doorbell_clear(struct vmci_doorbell_table *table, unsigned int slot)
{
	struct vmci_doorbell *doorbell = &table->slots[slot];

	doorbell->callback = vmci_hal_no_callback();
	doorbell->notify_index = 0;
	doorbell->state = VMCI_DOORBELL_ABSENT;
	doorbell->queue = 0;
}

static void append(struct vmci_doorbell_table *table, unsigned int slot)
{
	struct vmci_doorbell *doorbell = &table->slots[slot];
	struct vmci_doorbell_queue *queue = &table->queues[doorbell->queue];

	doorbell->queued = 1;
	doorbell->next_in_queue = 0;
	if (queue->first == 0)
		queue->first = slot + 1;
	else
		table->slots[queue->last - 1].next_in_queue = slot + 1;
	queue->last = slot + 1;
}

int vmci_doorbell_queue_rung(struct vmci_doorbell_table *table, struct vmci_registry *registry,
			     unsigned int notify_index)
{
	unsigned int link = table->first_at_index[notify_index];
	int deferred = 0;

	while (link != 0) {
		struct vmci_doorbell *doorbell = &table->slots[link - 1];

		/* No reference is to be had if there are 2^32 - 1: none of them is a queue's. */
		if (!doorbell->queued && vmci_registry_hold(registry, link - 1) >= VMCI_SUCCESS)
			append(table, link - 1);
		if (doorbell->queue == VMCI_DOORBELL_DEFERRED)
			deferred = 1;
		link = doorbell->next_at_index;
	}
	return deferred;
}

int vmci_doorbell_next(struct vmci_doorbell_table *table, unsigned int queue, unsigned int *slot)
{
	struct vmci_doorbell_queue *from = &table->queues[queue];
	struct vmci_doorbell *doorbell;

	if (from->first == 0)
		return 0;
	*slot = from->first - 1;
	doorbell = &table->slots[*slot];
	from->first = doorbell->next_in_queue;
	if (from->first == 0)
		from->last = 0;
	doorbell->next_in_queue = 0;
	doorbell->queued = 0;
	return 1;
}
