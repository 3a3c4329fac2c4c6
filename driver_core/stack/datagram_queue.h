/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Datagrams that have come to sockets and are to be received: a table of them, a queue for each
 * socket, first come first served, and their payloads in blocks of a pool.
 *
 * The caller holds the lock that guards table, queues and pool. Tables and queues are plain values:
 * an entry that is free is all zero bytes.
 */
#ifndef VMCI_CORE_STACK_DATAGRAM_QUEUE_H
#define VMCI_CORE_STACK_DATAGRAM_QUEUE_H

#include "../vsock/address.h"
#include "pool.h"

struct vmci_datagram_entry {
	struct vmci_address from;
	struct vmci_chain payload;
	vmci_table_index next; /* in its queue: its number + 1; 0: it is the last, or in none */
	vmci_table_index used; /* whether it holds a datagram */
};

struct vmci_datagram_table {
	struct vmci_datagram_entry entries[VMCI_DATAGRAMS_MAX];
	vmci_table_index first_free; /* the lowest; VMCI_DATAGRAMS_MAX: there is none */
};

/* A socket's. */
struct vmci_datagram_queue {
	vmci_u32 used;	  /* bytes of the socket's buffer: vmci_datagram_receive_add() */
	vmci_u32 dropped; /* datagrams for which there was no room; no more are counted than can be
			   */
	vmci_table_index first; /* entries: numbers + 1; 0: there are none */
	vmci_table_index last;
};

/* Begins with no datagrams, in the table and in a queue. */
void vmci_datagram_table_init(struct vmci_datagram_table *table);
void vmci_datagram_queue_init(struct vmci_datagram_queue *queue);

/*
 * Appends a datagram with a payload of `length` bytes to the queue of a socket with a buffer of
 * `size` bytes. VMCI_ERROR_NO_RESOURCES: that is full, or there is no entry or memory left, and
 * nothing changes.
 */
int vmci_datagram_append(struct vmci_datagram_table *table, struct vmci_pool *pool,
			 struct vmci_datagram_queue *queue, vmci_u64 size, struct vmci_address from,
			 const void *payload, vmci_u32 length);

/* One more that could not be appended. */
void vmci_datagram_count_dropped(struct vmci_datagram_queue *queue);

/*
 * Takes the first entry out of a queue: its number + 1, and it is the caller's; 0: there is none.
 */
unsigned int vmci_datagram_take(struct vmci_datagram_table *table,
				struct vmci_datagram_queue *queue);

/* Gives back such an entry. */
void vmci_datagram_forget(struct vmci_datagram_table *table, struct vmci_pool *pool,
			  unsigned int entry);

/* Forgets all datagrams in a queue; or but those that are from an address. */
void vmci_datagram_forget_all(struct vmci_datagram_table *table, struct vmci_pool *pool,
			      struct vmci_datagram_queue *queue);
void vmci_datagram_keep_from(struct vmci_datagram_table *table, struct vmci_pool *pool,
			     struct vmci_datagram_queue *queue, struct vmci_address from);

#endif
