/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The sockets of a machine: everything that is known of them.
 *
 * vsock/ says what becomes of a socket when something happens to it, and what is to be done. This
 * is who tells it, and does that: over the driver of the device, over the machine's own host if it
 * is one, with timers and threads. As there,
 * no operation holds a thread (see device/step.h), and no call of a socket blocks: who would have
 * to wait is told VMCI_EAGAIN or VMCI_EINPROGRESS, and woken by vmci_hal_socket_wake() when it is
 * worth to try again. Callers see to it that nobody uses a socket while it is being closed, or
 * behind that.
 *
 * Two things keep order:
 *
 *   the lock	guards this structure. It is held for a few lines, and while a connection's step is
 *		made; never while a device is accessed or anybody is called.
 *   the owner	of a socket is who does what its connection wants done, or moves bytes through its
 *		rings: whoever wants that too waits. So what is done for one event is all done
 *before the next is looked at, in the order that connection.h states, and who changes a queue has
 *told the peer of it before anybody else looks. Nobody who owns a socket waits for another one.
 *
 * A listener is told of its children under the lock alone, without being owned: what they tell it
 * has nothing to be done but to wake others.
 *
 * What happens where sleeping is not allowed is noted, with its socket, and left to the work
 * (work.h): packets in an inbox, and the rest as bits, each of which says all there is to say. So
 * nothing that is under way names a socket but its owner, the driver's callback of its queue pair,
 * which is gone with the pair, and its timer: who closes a socket owns it, has left the pair, and
 * waits for the timer's handler.
 */
#ifndef VMCI_CORE_STACK_H
#define VMCI_CORE_STACK_H

#include "../device/step.h"
#include "../hal/stack.h"
#include "../ring.h"
#include "../vsock/connection.h"
#include "../vsock/notify.h"
#include "../vsock/options.h"
#include "../vsock/port_table.h"
#include "datagram_queue.h"
#include "inbox.h"

/* What has happened to a socket that its connection has not been told yet: bits of `notes`. */
#define VMCI_NOTE_CLOSED	  1u /* of a child: its listener is closed */
#define VMCI_NOTE_PACKET_LOST	  2u /* there was no room for a packet of its peer's */
#define VMCI_NOTE_CONTEXT_CHANGED 4u
#define VMCI_NOTE_RESUMED	  8u
#define VMCI_NOTE_PEER_DETACHED	  16u
#define VMCI_NOTE_TIMER		  32u
#define VMCI_NOTE_TRANSPORT_GONE  64u
#define VMCI_NOTE_PUT_OFF	  128u /* packets: they are to be looked at now */
/* To a socket for datagrams: there is another transport, or one less. */
#define VMCI_NOTE_ENDPOINT    256u
#define VMCI_NOTE_MEMORY_BACK 512u /* of its pair, whose peer is a virtual machine */

/* Bits of `flags`. */
#define VMCI_STACK_OWNED   1u
#define VMCI_STACK_QUEUED  2u  /* among those of which something was noted */
#define VMCI_STACK_TIMED   4u  /* its timer was started, and its connection has not been told */
#define VMCI_STACK_DROPPED 8u  /* a child that nobody else has: its owner closes it */
#define VMCI_STACK_AWAY	   16u /* the memory of its pair was away: told when it is back */

/* A queue of sockets, linked by one of their `next`: slots + 1; 0: none. */
struct vmci_socket_queue {
	vmci_table_index first;
	vmci_table_index last;
};

enum vmci_stack_queue { VMCI_QUEUE_NOTED, VMCI_QUEUE_READY, VMCI_STACK_QUEUES };

enum vmci_local_end_state {
	VMCI_LOCAL_END_NONE = 0,
	VMCI_LOCAL_END_PRIVATE, /* it is being made, or freed */
	VMCI_LOCAL_END_OPEN,	/* to the connection's other end, which may attach */
	VMCI_LOCAL_END_SHARED	/* somebody has attached; nobody does any more, whoever leaves */
};

/* One end of a queue pair within the machine: see carrier_local.c. */
struct vmci_local_end {
	vmci_queue produce; /* that it fills, and that it drains */
	vmci_queue consume;
	vmci_u32 size;		/* of each, in bytes */
	vmci_table_index other; /* the socket at the other end: slot + 1; 0: there is none */
	unsigned char state;	/* enum vmci_local_end_state */
};

/*
 * By its slot in the table of ports. `connection`, `flags`, `notes` and links are under the lock,
 * as are the options. One for datagrams has of its connection the addresses of both ends, the
 * halves that it has shut down and the error.
 */
struct vmci_stack_socket {
	struct vmci_connection connection;
	struct vmci_options options;
	struct vmci_notify notify; /* the owner's, as the next four, while there is a pair */
	struct vmci_ring_indexes indexes;
	struct vmci_chain taken;   /* bytes out of the ring, that are to be read before it */
	vmci_table_index pair;	   /* as the driver counts them, or the broker */
	struct vmci_local_end end; /* of one within the machine; also under the lock */
	vmci_timer timer;
	struct vmci_handle timed;	     /* the connection's when the timer was started */
	vmci_u32 low_mark;		     /* SO_RCVLOWAT, likewise under the lock */
	struct vmci_datagram_queue received; /* likewise */
	struct vmci_socket_queue ready;	     /* of a listener: children to be accepted */
	vmci_table_index listener;	     /* of a child that is not accepted: slot + 1 */
	vmci_table_index next[VMCI_STACK_QUEUES];
	unsigned short notes;  /* VMCI_NOTE_ */
	unsigned char flags;   /* VMCI_STACK_ */
	unsigned char put_off; /* packets to look at when memory is back: vmci_stack_packet_bit() */
	unsigned char retried; /* those that are looked at since it is */
	unsigned char endpoints; /* of one for datagrams, that it has: of VMCI_STACK_OUTWARD */
};

struct vmci_stack {
	vmci_hal_stack platform;
	struct vmci_ports ports;
	struct vmci_stack_socket sockets[VMCI_SOCKETS_MAX];
	struct vmci_inbox inbox;
	struct vmci_datagram_table datagrams;
	struct vmci_pool pool;
	struct vmci_socket_queue noted;
	vmci_u32 local_bytes; /* of the data of all queue pairs within the machine */
	vmci_u32 local_id;    /* that the next of them is named by */
	vmci_lock lock;
	unsigned char moved;	 /* the machine has another context, which the work is to ask for */
	unsigned char protocols; /* VMCI_PROTOCOL_ that connections may have; all, unless the
				    platform sets others behind vmci_stack_init() */
};

struct vmci_host;

/*
 * A machine, for those functions that need more of it than its sockets. A virtual machine that has
 * some of its own has both of these; who has neither has no transport.
 */
struct vmci_node {
	struct vmci_stack *stack;
	struct vmci_guest *guest; /* the driver of its device */
	struct vmci_host *host;	  /* of virtual machines */
};

/*
 * Begins with no sockets, and a machine that has no transport. `start` is any number, best a random
 * one: the first port to be given follows from it.
 */
void vmci_stack_init(struct vmci_stack *stack, vmci_hal_stack platform, vmci_u32 start);

/* The transports that lead out of a machine: as a guest, and as a host. */
#define VMCI_STACK_OUTWARD (VMCI_TRANSPORT_GUEST_TO_HOST | VMCI_TRANSPORT_HOST_TO_GUEST)

/*
 * The machine has a transport from now on, one of VMCI_STACK_OUTWARD, and with the first of them
 * VMCI_TRANSPORT_LOCAL and VMCI_TRANSPORT_DATAGRAM; as a guest it has a context, else
 * VMCI_ID_INVALID says that there is nothing new of that. Sockets for datagrams get their endpoints
 * by the work. One step.
 */
void vmci_stack_add_transport(struct vmci_stack *stack, unsigned int added, vmci_u32 guest_cid);

/* No end of a pair. */
void vmci_local_end_init(struct vmci_local_end *end);

/* An event of a kind with nothing in it. */
void vmci_stack_event(struct vmci_connection_event *event, unsigned int kind);

/* With the lock held ----------------------------------------------------------------------------
 */

/* Makes the caller a socket's owner; 0: it has one. */
int vmci_stack_try_own(struct vmci_stack *stack, unsigned int slot);

/* Notes something. Nonzero: the work is to be done: vmci_hal_stack_work(), without the lock. */
int vmci_stack_note(struct vmci_stack *stack, unsigned int slot, unsigned int what);

/* Appends a socket that is not in such a queue; takes the first one: its slot + 1, or 0. */
void vmci_stack_append(struct vmci_stack *stack, struct vmci_socket_queue *queue,
		       unsigned int which, unsigned int slot);
unsigned int vmci_stack_take(struct vmci_stack *stack, struct vmci_socket_queue *queue,
			     unsigned int which);

/*
 * Opens a socket of a type with options and no address: its slot. Errors: those of
 * vmci_ports_open().
 */
int vmci_stack_enter(struct vmci_stack *stack, unsigned int type,
		     const struct vmci_options *options, unsigned int *slot);

/* Of packets that tell of the rings, VMCI_PACKET_WROTE to VMCI_PACKET_WAITING_READ: their bits. */
static inline unsigned char vmci_stack_packet_bit(vmci_u32 type)
{
	return (unsigned char)(1u << (unsigned int)(type - VMCI_PACKET_WROTE));
}

/* The address of a socket that has just been bound is that of its connections. */
void vmci_stack_set_bound(struct vmci_stack *stack, unsigned int slot);

/* Notes to all sockets for datagrams that a transport came or went. Nonzero as vmci_stack_note().
 */
int vmci_stack_note_datagrams(struct vmci_stack *stack);

/*
 * The socket that a packet is for which has come by a transport: one that listens, or whose
 * connection goes by that. VMCI_SOCKETS_MAX: there is none.
 */
unsigned int vmci_stack_find(const struct vmci_stack *stack, unsigned int transport,
			     const struct vmci_packet *packet);

/* The two addresses of a connection. */
static inline struct vmci_address vmci_connection_local(const struct vmci_connection *connection)
{
	return vmci_address_of(connection->local_context, connection->local_port);
}

static inline struct vmci_address vmci_connection_remote(const struct vmci_connection *connection)
{
	return vmci_address_of(connection->remote_context, connection->remote_port);
}

/* Has a connection found by its two addresses if it has them in full, and not otherwise. */
void vmci_stack_index(struct vmci_stack *stack, unsigned int slot);

/*
 * Tells a listener of a child: VMCI_ON_CHILD_READY or VMCI_ON_CHILD_DROPPED. The result is that of
 * vmci_connection_step().
 */
int vmci_stack_tell_listener(struct vmci_stack *stack, unsigned int listener, unsigned int kind);

/* Without it ------------------------------------------------------------------------------------
 */

/* A socket has no owner any more. One step. */
void vmci_stack_release(struct vmci_stack *stack, unsigned int slot);

/*
 * Closes a socket that the caller owns, whose connection has been closed. Waits for the timer's
 * handler: VMCI_STEP_WAIT. One step.
 */
enum vmci_step vmci_stack_leave_step(struct vmci_stack *stack, unsigned int slot);

/* What a connection is to its socket's user: enum vmci_socket_state. */
unsigned int vmci_stack_state(const struct vmci_connection *connection);

/* The errno value for a result of the driver's. */
int vmci_stack_error(int result);

#endif
