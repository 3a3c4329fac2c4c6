/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What poll() says of a socket. Readable is one of which a call that reads would not wait, be there
 * data, an end or a new connection; writable likewise.
 */
#ifndef VMCI_CORE_POLL_H
#define VMCI_CORE_POLL_H

#include "socket.h"

/* Bits, as EPOLL* on Linux. */
#define VMCI_POLL_IN	1u
#define VMCI_POLL_OUT	4u
#define VMCI_POLL_ERR	8u
#define VMCI_POLL_HUP	0x10u	/* nothing more goes either way */
#define VMCI_POLL_RDHUP 0x2000u /* nothing more comes, but what may be there */

/* What is known of the socket. The halves are VMCI_SHUTDOWN_ bits. */
struct vmci_poll_facts {
	vmci_u64 ready;	     /* bytes, datagrams or, of a listener, connections that are there */
	vmci_u64 free;	     /* bytes that can be written at once */
	vmci_u64 capacity;   /* the most bytes that can be ready */
	vmci_u64 low_mark;   /* SO_RCVLOWAT: for how many bytes its readers wait */
	unsigned char type;  /* VMCI_SOCKET_ type */
	unsigned char state; /* enum vmci_socket_state */
	unsigned char shut;  /* the halves that this side has shut down */
	unsigned char peer_shut; /* and the peer, as the peer sees them */
	unsigned char failed;	 /* whether an error waits to be told, or the queue is unusable */
};

/* Whether nothing will come any more. */
static inline int vmci_poll_read_ended(const struct vmci_poll_facts *facts)
{
	return (facts->shut & VMCI_SHUTDOWN_RECEIVE) || (facts->peer_shut & VMCI_SHUTDOWN_SEND);
}

/* Readers wait for low_mark bytes, but not for more than there can be, and for at least one. */
static inline int vmci_poll_readable(const struct vmci_poll_facts *facts)
{
	if (facts->type == VMCI_SOCKET_DATAGRAM)
		return facts->ready > 0 || (facts->shut & VMCI_SHUTDOWN_RECEIVE);
	if (facts->state == VMCI_SOCKET_LISTENING)
		return facts->ready > 0;
	if (vmci_poll_read_ended(facts))
		return 1;
	if (facts->state != VMCI_SOCKET_CONNECTED && facts->state != VMCI_SOCKET_CLOSING)
		return 0;
	return facts->ready > 0 &&
	       (facts->ready >= facts->low_mark || facts->ready >= facts->capacity);
}

/*
 * Without a connection, or when the peer reads no more, a write returns an error at once. Who has
 * shut down sending knows as much, and is not told.
 */
static inline int vmci_poll_writable(const struct vmci_poll_facts *facts)
{
	if (facts->shut & VMCI_SHUTDOWN_SEND)
		return 0;
	if (facts->type == VMCI_SOCKET_DATAGRAM)
		return 1;
	if (facts->state == VMCI_SOCKET_CONNECTED)
		return facts->free > 0 || (facts->peer_shut & VMCI_SHUTDOWN_RECEIVE);
	return facts->state == VMCI_SOCKET_UNCONNECTED || facts->state == VMCI_SOCKET_CLOSING;
}

/* The VMCI_POLL_ bits that hold. Who wants but some of them masks the others. */
static inline unsigned int vmci_poll(const struct vmci_poll_facts *facts)
{
	unsigned int events = 0;

	if (facts->failed)
		events |= VMCI_POLL_ERR;
	if (facts->shut == VMCI_SHUTDOWN_BOTH ||
	    (facts->shut & facts->peer_shut & VMCI_SHUTDOWN_SEND))
		events |= VMCI_POLL_HUP;
	if (vmci_poll_read_ended(facts))
		events |= VMCI_POLL_RDHUP;
	if (vmci_poll_readable(facts))
		events |= VMCI_POLL_IN;
	if (vmci_poll_writable(facts))
		events |= VMCI_POLL_OUT;
	return events;
}

#endif
