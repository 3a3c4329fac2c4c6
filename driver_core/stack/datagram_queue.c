// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Datagrams that are to be received. */
#include "datagram_queue.h"
#include "../vsock/datagram.h"

static void clear_entry(struct vmci_datagram_entry *entry)
{
	entry->from = vmci_address_of(0, 0);
	vmci_chain_init(&entry->payload);
	entry->next = 0;
	entry->used = 0;
}

void vmci_datagram_table_init(struct vmci_datagram_table *table)
{
	unsigned int i;

	for (i = 0; i < VMCI_DATAGRAMS_MAX; i++)
		clear_entry(&table->entries[i]);
	table->first_free = 0;
}

void vmci_datagram_queue_init(struct vmci_datagram_queue *queue)
{
	queue->used = 0;
	queue->dropped = 0;
	queue->first = 0;
	queue->last = 0;
}

void vmci_datagram_forget(struct vmci_datagram_table *table, struct vmci_pool *pool,
			  unsigned int entry)
{
	struct vmci_chain *payload = &table->entries[entry].payload;

	vmci_chain_drop(pool, payload, payload->length);
	clear_entry(&table->entries[entry]);
	if (entry < table->first_free)
		table->first_free = (vmci_table_index)entry;
}

static void link_last(struct vmci_datagram_table *table, struct vmci_datagram_queue *queue,
		      unsigned int entry)
{
	if (queue->last != 0)
		table->entries[queue->last - 1].next = (vmci_table_index)(entry + 1);
	else
		queue->first = (vmci_table_index)(entry + 1);
	queue->last = (vmci_table_index)(entry + 1);
}

int vmci_datagram_append(struct vmci_datagram_table *table, struct vmci_pool *pool,
			 struct vmci_datagram_queue *queue, vmci_u64 size, struct vmci_address from,
			 const void *payload, vmci_u32 length)
{
	unsigned int entry = table->first_free;
	vmci_u64 used = queue->used;
	int result = vmci_datagram_receive_add(used, length, size, &used);

	if (result < VMCI_SUCCESS)
		return result;
	if (entry == VMCI_DATAGRAMS_MAX)
		return VMCI_ERROR_NO_RESOURCES;
	result = vmci_chain_append(pool, &table->entries[entry].payload, payload, length);
	if (result < VMCI_SUCCESS)
		return result;
	table->entries[entry].from = from;
	table->entries[entry].used = 1;
	do
		table->first_free = (vmci_table_index)(table->first_free + 1);
	while (table->first_free < VMCI_DATAGRAMS_MAX && table->entries[table->first_free].used);
	queue->used = (vmci_u32)used;
	link_last(table, queue, entry);
	return VMCI_SUCCESS;
}

void vmci_datagram_count_dropped(struct vmci_datagram_queue *queue)
{
	if (queue->dropped != 0xffffffffu)
		queue->dropped++;
}

unsigned int vmci_datagram_take(struct vmci_datagram_table *table,
				struct vmci_datagram_queue *queue)
{
	struct vmci_datagram_entry *entry;
	unsigned int link = queue->first;

	if (link == 0)
		return 0;
	entry = &table->entries[link - 1];
	queue->first = entry->next;
	if (queue->first == 0)
		queue->last = 0;
	queue->used -= VMCI_DATAGRAM_HEADER_SIZE + entry->payload.length;
	entry->next = 0;
	return link;
}

void vmci_datagram_forget_all(struct vmci_datagram_table *table, struct vmci_pool *pool,
			      struct vmci_datagram_queue *queue)
{
	unsigned int link;

	while ((link = vmci_datagram_take(table, queue)) != 0)
		vmci_datagram_forget(table, pool, link - 1);
}

/* Each is taken out once, and those that stay go to the end again. */
void vmci_datagram_keep_from(struct vmci_datagram_table *table, struct vmci_pool *pool,
			     struct vmci_datagram_queue *queue, struct vmci_address from)
{
	unsigned int last = queue->last;
	unsigned int link = 0;

	while (link != last) {
		const struct vmci_datagram_entry *entry;

		link = vmci_datagram_take(table, queue);
		entry = &table->entries[link - 1];
		if (!vmci_address_equal(entry->from, from)) {
			vmci_datagram_forget(table, pool, link - 1);
			continue;
		}
		queue->used += VMCI_DATAGRAM_HEADER_SIZE + entry->payload.length;
		link_last(table, queue, link - 1);
	}
}
