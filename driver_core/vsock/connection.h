/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A connection of stream sockets over a queue pair, as each of its sockets knows it: its states,
 * and what changes them.
 *
 *   from		what happens					to
 *   CLOSE		connect() sends a request			SYN_SENT
 *   CLOSE		listen()					LISTEN
 *   CLOSE		a listener opens it, as its child		SYN_RECEIVED
 *   SYN_SENT		the peer has attached to the offered pair	ESTABLISHED
 *   SYN_SENT		reset, timeout, signal, anything unexpected	CLOSE
 *   SYN_RECEIVED	it has attached to the pair that is offered	ESTABLISHED
 *   SYN_RECEIVED	reset, timeout, anything unexpected		CLOSE
 *   ESTABLISHED	the peer resets it, and all has been read	CLOSING
 *   ESTABLISHED	the peer leaves the pair, and all has been read	CLOSE
 *   any		close()						CLOSE
 *
 * A client sends a request and is told the size of the two queues; it makes a queue pair and offers
 * it; the listener's child attaches to it, and says so. Linux calls SYN_RECEIVED SYN_SENT as well.
 *
 * All is done by one pure function: vmci_connection_step(). What it wants done it asks for as
 * actions; what comes of them it is told as events. The caller sees to it that the steps of one
 * connection follow one another. A connection is a plain value: it can be copied and compared.
 *
 * An attempt to connect is named by the handle of the pair that it will make, which no other pair
 * ever has. Timers, signals and answers bear the name of the attempt that they are for, so that
 * those of an attempt that is over complete, and end, nothing.
 */
#ifndef VMCI_CORE_CONNECTION_H
#define VMCI_CORE_CONNECTION_H

#include "error.h"
#include "packet.h"

enum vmci_connection_state {
	VMCI_CONNECTION_CLOSE = 0,
	VMCI_CONNECTION_LISTEN = 1,
	VMCI_CONNECTION_SYN_SENT = 2,
	VMCI_CONNECTION_SYN_RECEIVED = 3,
	VMCI_CONNECTION_ESTABLISHED = 4,
	VMCI_CONNECTION_CLOSING = 5
};

/* What a connection has of a queue pair. */
enum vmci_connection_pair {
	VMCI_CONNECTION_NO_PAIR = 0,
	VMCI_CONNECTION_PAIR_ASKED = 1, /* to allocate or attach to it: the answer is to come */
	VMCI_CONNECTION_PAIR_HELD = 2
};

/* Bits of `flags`. */
#define VMCI_CONNECTION_REQUESTED  1u  /* its REQUEST2 has not been answered yet */
#define VMCI_CONNECTION_RESET_DUE  2u  /* an older peer, which did not know it, resets it as well */
#define VMCI_CONNECTION_PEER_GONE  4u  /* the peer has reset the connection, or left the pair */
#define VMCI_CONNECTION_ONCE	   8u  /* it has been established */
#define VMCI_CONNECTION_SUBSCRIBED 16u /* to peers' detachments */
#define VMCI_CONNECTION_TIMED	   32u /* its timer runs */

/* How long a child waits for its client's offer, in milliseconds. */
#define VMCI_CONNECTION_CHILD_TIMEOUT 1000u

struct vmci_connection {
	struct vmci_handle handle; /* of the pair: a client's attempt is named by it */
	vmci_u64 size;		   /* of each queue, in bytes, once it is agreed upon; else 0 */
	vmci_u64 buffer_size;	   /* the size that the socket's owner wants, */
	vmci_u64 buffer_min;	   /* and what is acceptable: min <= size <= max */
	vmci_u64 buffer_max;
	vmci_u32 bound_context; /* VMCI_ID_INVALID: any that this machine has */
	vmci_u32 local_context; /* the same, until the peer has written to one of them */
	vmci_u32 local_port;
	vmci_u32 remote_context; /* VMCI_ID_INVALID, as the port: none */
	vmci_u32 remote_port;
	vmci_u32 backlog;    /* of a listener: as many may be pending and ready, together */
	vmci_u32 pending;    /* children in SYN_RECEIVED */
	vmci_u32 ready;	     /* children that wait for accept() */
	int error;	     /* what the last attempt failed with, until it is taken; else 0 */
	unsigned char state; /* enum vmci_connection_state */
	unsigned char pair;  /* enum vmci_connection_pair */
	unsigned char flags;
	unsigned char protocols;     /* that its owner lets it use: VMCI_PROTOCOL_ON_NOTIFY or 0 */
	unsigned char notify;	     /* enum vmci_notify_protocol */
	unsigned char shutdown;	     /* VMCI_SHUTDOWN_ of this side */
	unsigned char peer_shutdown; /* and of the other */
};

/* What happens to a connection. Behind it: which fields of the event are used. */
enum vmci_connection_event_kind {
	/* Calls. */
	VMCI_ON_CONNECT,    /* handle, context, port: names the attempt, and where to */
	VMCI_ON_LISTEN,	    /* backlog */
	VMCI_ON_ACCEPT,	    /* takes one of the children that are ready */
	VMCI_ON_SHUTDOWN,   /* mode */
	VMCI_ON_TAKE_ERROR, /* gives the error and clears it */
	VMCI_ON_CLOSE,
	/* Packets. */
	VMCI_ON_PACKET, /* packet, ready */
	VMCI_ON_OPEN,	/* packet: begins a child, with the request that its listener accepted */
	/* Answers to actions; they may be late. */
	VMCI_ON_PAIR,	     /* handle: it was allocated or attached to */
	VMCI_ON_NO_PAIR,     /* handle, error: it was not, or there was no subscription for it */
	VMCI_ON_SEND_FAILED, /* handle, error: a packet of the handshake was not sent */
	/* Of the time and of those who wait in connect(); they may be late. */
	VMCI_ON_TIMER,	/* handle: the connection's when the timer was started */
	VMCI_ON_SIGNAL, /* handle: the attempt's that the caller waits for */
	/* Of the machine. */
	VMCI_ON_PEER_DETACHED,	 /* handle, ready */
	VMCI_ON_RESUMED,	 /* ready: the machine goes on elsewhere: all pairs are lost */
	VMCI_ON_CONTEXT_CHANGED, /* context, ready: this is the machine's new one */
	VMCI_ON_TRANSPORT_GONE,
	/* Of a listener's children: each that it opened is told of once. */
	VMCI_ON_CHILD_READY,
	VMCI_ON_CHILD_DROPPED,
	VMCI_CONNECTION_EVENTS
};

struct vmci_connection_event {
	struct vmci_packet packet;
	struct vmci_handle handle;
	vmci_u64 ready; /* bytes that can be read: as the ring says, or 0 if it says nothing good */
	vmci_u32 context;
	vmci_u32 port;
	vmci_u32 backlog;
	vmci_u32 mode; /* VMCI_SHUTDOWN_: bits */
	int error;
	unsigned char kind; /* enum vmci_connection_event_kind */
};

/*
 * What is to be done: bits, in this order, after the new connection is stored where it is found by
 * its addresses: a peer's answer may come before a packet has been sent in full.
 */
#define VMCI_CONNECTION_STOP_TIMER     1u
#define VMCI_CONNECTION_UNSUBSCRIBE    2u
#define VMCI_CONNECTION_DETACH	       4u /* from the pair of `handle` */
#define VMCI_CONNECTION_START_TIMER    8u
#define VMCI_CONNECTION_SUBSCRIBE      16u
#define VMCI_CONNECTION_ALLOCATE       32u   /* a pair of `handle` with two queues of `size` */
#define VMCI_CONNECTION_ATTACH	       64u   /* to the pair of `handle`, as it is: not to make it */
#define VMCI_CONNECTION_SEND	       128u  /* `packet` */
#define VMCI_CONNECTION_ANSWER_RESET   256u  /* vmci_packet_answer() with VMCI_PACKET_RST */
#define VMCI_CONNECTION_ANSWER_INVALID 512u  /* likewise with VMCI_PACKET_INVALID */
#define VMCI_CONNECTION_NOTIFY	       1024u /* give the packet to vmci_notify_receive() */
#define VMCI_CONNECTION_OPEN_CHILD     2048u /* vmci_connection_inherit(), then VMCI_ON_OPEN */
#define VMCI_CONNECTION_CHILD_READY    4096u /* tell the listener: the child joins its queue */
#define VMCI_CONNECTION_CHILD_DROPPED  8192u /* tell the listener: nobody else has the child */
#define VMCI_CONNECTION_CLOSE_CHILDREN 16384u /* VMCI_ON_CLOSE to each, pending or ready */
#define VMCI_CONNECTION_WAKE_CONNECT   32768u
#define VMCI_CONNECTION_WAKE_ACCEPT    65536u
#define VMCI_CONNECTION_WAKE_READER    131072u
#define VMCI_CONNECTION_WAKE_WRITER    262144u

struct vmci_connection_outcome {
	struct vmci_connection connection;
	struct vmci_packet packet;
	struct vmci_handle handle;
	vmci_u64 size;
	unsigned int actions;
};

/*
 * Begins a connection of a socket that is bound to an address, closed, with the sizes of its queues
 * that its owner wants and accepts, and the notification protocols that it may use besides the
 * oldest: VMCI_PROTOCOL_ON_NOTIFY or 0.
 */
void vmci_connection_init(struct vmci_connection *connection, vmci_u32 local_context,
			  vmci_u32 local_port, vmci_u64 buffer_size, vmci_u64 buffer_min,
			  vmci_u64 buffer_max, unsigned char protocols);

/* Begins a child of a listener, closed: it has what the listener's owner wants. */
void vmci_connection_inherit(struct vmci_connection *child, const struct vmci_connection *listener);

/*
 * What comes of an event. Gives the next connection and what is to be done, also when it returns an
 * error, and whatever the event holds; what is not the connection's business changes nothing.
 *
 * Calls return VMCI_SUCCESS, or an errno value:
 * - VMCI_ON_CONNECT: VMCI_EINPROGRESS: the attempt is on its way, and its waiters are woken when it
 *   is over; VMCI_EALREADY: another one is; VMCI_EISCONN: it is or was connected; VMCI_EINVAL: it
 *   listens, or has been shut down, or an address is missing.
 * - VMCI_ON_LISTEN: VMCI_EINVAL: it is connected, or was, or is on its way.
 * - VMCI_ON_ACCEPT: VMCI_EAGAIN: nobody is ready; VMCI_EINVAL: it does not listen. An error of the
 *   listener's own does not fail it: the child would be lost.
 * - VMCI_ON_SHUTDOWN: VMCI_ENOTCONN: it is not connected, and was not; VMCI_EINVAL: no half.
 * - VMCI_ON_SIGNAL: VMCI_EINTR: the attempt is over; VMCI_SUCCESS: it was over before, or is
 *   established: the caller sees to what came of it.
 * - VMCI_ON_TAKE_ERROR: the error.
 * - VMCI_ON_CHILD_READY: VMCI_EINVAL: there is no such listener any more: close the child.
 * - VMCI_ON_OPEN: VMCI_EPROTO: the packet is not a request that a listener accepts.
 * Everything else returns VMCI_SUCCESS.
 */
int vmci_connection_step(const struct vmci_connection *connection,
			 const struct vmci_connection_event *event,
			 struct vmci_connection_outcome *outcome);

#endif
