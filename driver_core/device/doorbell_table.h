/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The doorbells of a machine: what is known of each, by its slot in the registry; which have which
 * byte of the notification page; and which have been rung and wait for their clients to be called.
 *
 * A doorbell that has been rung is in a queue once, however often it was rung, and holds a
 * reference of its resource meanwhile. There are two queues: one is worked off by the interrupt
 * handler that filled it, the other later, where sleeping is allowed.
 *
 * As the registry, the table is a plain value, and the caller holds the lock that guards both.
 */
#ifndef VMCI_CORE_DOORBELL_TABLE_H
#define VMCI_CORE_DOORBELL_TABLE_H

#include "../hal/device.h"
#include "../limits.h"
#include "../notify_index.h"
#include "../resource.h"

enum vmci_doorbell_state {
	VMCI_DOORBELL_ABSENT = 0,
	VMCI_DOORBELL_CREATING, /* it can be rung, and is not yet anyone's to destroy */
	VMCI_DOORBELL_LIVE,
	VMCI_DOORBELL_DESTROYING /* it can be rung, and has been destroyed by somebody */
};

/* Which queue a doorbell goes into when it is rung. */
enum vmci_doorbell_queue_id {
	VMCI_DOORBELL_AT_ONCE = 0,
	VMCI_DOORBELL_DEFERRED = 1,
	VMCI_DOORBELL_QUEUES = 2
};

/* Links are a slot + 1, 0 leads nowhere. One that is absent is all zero bytes. */
struct vmci_doorbell {
	vmci_callback callback;
	vmci_table_index notify_index;
	vmci_table_index next_at_index;
	vmci_table_index next_in_queue;
	unsigned char state; /* enum vmci_doorbell_state */
	unsigned char queue; /* enum vmci_doorbell_queue_id */
	unsigned char queued;
	unsigned char reserved;
};

struct vmci_doorbell_queue {
	vmci_table_index first;
	vmci_table_index last;
};

struct vmci_doorbell_table {
	struct vmci_doorbell slots[VMCI_RESOURCES_MAX];
	struct vmci_doorbell_queue queues[VMCI_DOORBELL_QUEUES];
	vmci_table_index first_at_index[VMCI_NOTIFY_INDEXES];
	struct vmci_notify_indexes indexes;
};

/* Begins with no doorbells. */
void vmci_doorbell_table_init(struct vmci_doorbell_table *table);

/* Enters a new doorbell, in state CREATING. `queue` is an enum vmci_doorbell_queue_id. */
void vmci_doorbell_enter(struct vmci_doorbell_table *table, unsigned int slot,
			 unsigned int notify_index, unsigned int queue, vmci_callback callback);

/*
 * Takes a doorbell out, and gives its notification index back. If it is queued it stays so, and
 * will be called: it holds its reference until then. vmci_doorbell_clear() has the last word.
 */
void vmci_doorbell_take_out(struct vmci_doorbell_table *table, unsigned int slot);

/* Forgets a doorbell that was taken out and has no references: its slot is released. */
void vmci_doorbell_clear(struct vmci_doorbell_table *table, unsigned int slot);

/*
 * Queues the doorbells of a notification index that are not queued yet, each with a reference.
 * Returns whether some wait to be called later, where sleeping is allowed.
 */
int vmci_doorbell_queue_rung(struct vmci_doorbell_table *table, struct vmci_registry *registry,
			     unsigned int notify_index);

/* Takes the longest waiting doorbell out of a queue, with its reference; 0 if there is none. */
int vmci_doorbell_next(struct vmci_doorbell_table *table, unsigned int queue, unsigned int *slot);

#endif
