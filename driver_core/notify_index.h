/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which byte of the notification page rings which doorbell.
 *
 * A doorbell that is linked to the device has an index: the number of the byte that the device sets
 * to ring it. Whoever answers the interrupt looks at the bytes in [0, end) and rings every doorbell
 * whose index it finds set, so that doorbells which share an index only ring too often.
 *
 * The allocator is a plain value: it can be copied and compared. The caller holds the lock that
 * guards it; who looks at the page reads `end` under that lock too.
 */
#ifndef VMCI_CORE_NOTIFY_INDEX_H
#define VMCI_CORE_NOTIFY_INDEX_H

#include "limits.h"
#include "result.h"

struct vmci_notify_indexes {
	vmci_table_count users[VMCI_NOTIFY_INDEXES];
	vmci_table_index end;  /* one past the highest index that has users; 0: none has */
	vmci_table_index next; /* below VMCI_NOTIFY_INDEXES, where the search for an index begins */
};

/* Begins with no users. */
void vmci_notify_indexes_init(struct vmci_notify_indexes *indexes);

/*
 * Gives a user the next index that has none, or if there is no such, the next of those that have
 * the fewest. The search goes on behind the index that it found last, so that one just released,
 * which the device may be about to set, is not soon another's.
 *
 * VMCI_ERROR_NO_RESOURCES: each index has VMCI_TABLE_COUNT_MAX users; *index is left alone.
 */
int vmci_notify_index_reserve(struct vmci_notify_indexes *indexes, unsigned int *index);

/* Gives up an index that vmci_notify_index_reserve() gave to this user. */
void vmci_notify_index_release(struct vmci_notify_indexes *indexes, unsigned int index);

#endif
