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

/* A packet, and the transport by which it has come: enum vmci_transport. */
struct vmci_arrival {
	struct vmci_packet packet;
	vmci_table_index transport;
};

/* A ring. Entries that hold nothing are as vmci_arrival_init() leaves them. */
struct vmci_inbox {
	struct vmci_arrival arrivals[VMCI_INBOX_MAX];
	vmci_table_index first;
	vmci_table_index count;
};

static inline void vmci_arrival_init(struct vmci_arrival *arrival)
{
	vmci_packet_init(&arrival->packet);
	arrival->transport = 0;
}

/* Begins with none. */
static inline void vmci_inbox_init(struct vmci_inbox *inbox)
{
	unsigned int i;

	for (i = 0; i < VMCI_INBOX_MAX; i++)
		vmci_arrival_init(&inbox->arrivals[i]);
	inbox->first = 0;
	inbox->count = 0;
}

/* Appends a packet. VMCI_ERROR_NO_RESOURCES: there are VMCI_INBOX_MAX already. */
static inline int vmci_inbox_append(struct vmci_inbox *inbox, unsigned int transport,
				    const struct vmci_packet *packet)
{
	struct vmci_arrival *arrival =
		&inbox->arrivals[(inbox->first + inbox->count) % VMCI_INBOX_MAX];

	if (inbox->count == VMCI_INBOX_MAX)
		return VMCI_ERROR_NO_RESOURCES;
	arrival->packet = *packet;
	arrival->transport = (vmci_table_index)transport;
	inbox->count = (vmci_table_index)(inbox->count + 1);
	return VMCI_SUCCESS;
}

/* The oldest packet. There is one. */
static inline const struct vmci_arrival *vmci_inbox_first(const struct vmci_inbox *inbox)
{
	return &inbox->arrivals[inbox->first];
}

/* Forgets it. */
static inline void vmci_inbox_drop(struct vmci_inbox *inbox)
{
	vmci_arrival_init(&inbox->arrivals[inbox->first]);
	inbox->first = (vmci_table_index)((inbox->first + 1) % VMCI_INBOX_MAX);
	inbox->count = (vmci_table_index)(inbox->count - 1);
}

#endif
