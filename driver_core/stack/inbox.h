/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Packets that have come and are to be looked at: a queue, first come first served, with a bound.
 *
 * The caller holds the lock that guards the queue.
 */
#ifndef VMCI_CORE_STACK_INBOX_H
#define VMCI_CORE_STACK_INBOX_H

#include "../limits.h"
#include "../result.h"
#include "../vsock/packet.h"

/* A ring. Entries that hold nothing are as vmci_packet_init() leaves them. */
struct vmci_inbox {
	struct vmci_packet packets[VMCI_INBOX_MAX];
	vmci_table_index first;
	vmci_table_index count;
};

/* Begins with none. */
static inline void vmci_inbox_init(struct vmci_inbox *inbox)
{
	unsigned int i;

	for (i = 0; i < VMCI_INBOX_MAX; i++)
		vmci_packet_init(&inbox->packets[i]);
	inbox->first = 0;
	inbox->count = 0;
}

/* Appends a packet. VMCI_ERROR_NO_RESOURCES: there are VMCI_INBOX_MAX already. */
static inline int vmci_inbox_append(struct vmci_inbox *inbox, const struct vmci_packet *packet)
{
	if (inbox->count == VMCI_INBOX_MAX)
		return VMCI_ERROR_NO_RESOURCES;
	inbox->packets[(inbox->first + inbox->count) % VMCI_INBOX_MAX] = *packet;
	inbox->count = (vmci_table_index)(inbox->count + 1);
	return VMCI_SUCCESS;
}

/* The oldest packet. There is one. */
static inline const struct vmci_packet *vmci_inbox_first(const struct vmci_inbox *inbox)
{
	return &inbox->packets[inbox->first];
}

/* Forgets it. */
static inline void vmci_inbox_drop(struct vmci_inbox *inbox)
{
	vmci_packet_init(&inbox->packets[inbox->first]);
	inbox->first = (vmci_table_index)((inbox->first + 1) % VMCI_INBOX_MAX);
	inbox->count = (vmci_table_index)(inbox->count - 1);
}

#endif
