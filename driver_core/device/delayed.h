/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Datagrams that wait for the driver's deferred work: a queue, first come first served, with a
 * bound that holds however many fill it at a time. Each entry has a reference of its endpoint.
 *
 * The caller holds the lock that guards the queue.
 */
#ifndef VMCI_CORE_DELAYED_H
#define VMCI_CORE_DELAYED_H

#include "../hal/device.h"
#include "../limits.h"
#include "../result.h"

struct vmci_delayed {
	vmci_kept kept;
	vmci_table_index slot; /* of the endpoint */
};

/* A ring: entries that hold nothing are left as they were. */
struct vmci_delayed_queue {
	struct vmci_delayed entries[VMCI_DELAYED_MAX];
	vmci_table_index first;
	vmci_table_index count;
};

/* Appends an entry. VMCI_ERROR_NO_RESOURCES: there are VMCI_DELAYED_MAX already. */
static inline int vmci_delayed_append(struct vmci_delayed_queue *queue, struct vmci_delayed entry)
{
	if (queue->count == VMCI_DELAYED_MAX)
		return VMCI_ERROR_NO_RESOURCES;
	queue->entries[(queue->first + queue->count) % VMCI_DELAYED_MAX] = entry;
	queue->count = queue->count + 1;
	return VMCI_SUCCESS;
}

/* Takes the oldest entry; 0 if there is none. */
static inline int vmci_delayed_take(struct vmci_delayed_queue *queue, struct vmci_delayed *entry)
{
	if (queue->count == 0)
		return 0;
	*entry = queue->entries[queue->first];
	queue->first = (queue->first + 1) % VMCI_DELAYED_MAX;
	queue->count = queue->count - 1;
	return 1;
}

#endif
