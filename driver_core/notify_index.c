// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The allocator of notification indexes: users are counted, and indexes given out in turn.
 */
#include "notify_index.h"

#define NOTIFY_USERS_MAX VMCI_TABLE_COUNT_MAX

static unsigned int notify_index_after(unsigned int index)
{
	return index + 1 < VMCI_NOTIFY_INDEXES ? index + 1 : 0;
}

/* The first index from `next` on, all the way round, than which none has fewer users. */
static unsigned int least_used_index(const struct vmci_notify_indexes *indexes)
{
	unsigned int least = indexes->next;
	unsigned int index = notify_index_after(least);

	while (indexes->users[least] != 0 && index != indexes->next) {
		if (indexes->users[index] < indexes->users[least])
			least = index;
		index = notify_index_after(index);
	}
	return least;
}

void vmci_notify_indexes_init(struct vmci_notify_indexes *indexes)
{
	unsigned int i;

	for (i = 0; i < VMCI_NOTIFY_INDEXES; i++)
		indexes->users[i] = 0;
	indexes->end = 0;
	indexes->next = 0;
}

int vmci_notify_index_reserve(struct vmci_notify_indexes *indexes, unsigned int *index)
{
	unsigned int found = least_used_index(indexes);

	if (indexes->users[found] == NOTIFY_USERS_MAX)
		return VMCI_ERROR_NO_RESOURCES;
	indexes->users[found] = indexes->users[found] + 1;
	if (indexes->end <= found)
		indexes->end = found + 1;
	indexes->next = notify_index_after(found);
	*index = found;
	return VMCI_SUCCESS;
}

void vmci_notify_index_release(struct vmci_notify_indexes *indexes, unsigned int index)
{
	indexes->users[index] = indexes->users[index] - 1;
	while (indexes->end > 0 && indexes->users[indexes->end - 1] == 0)
		indexes->end--;
}
