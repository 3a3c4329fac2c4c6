/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The calls of sockets for datagrams. They are opened, and named by their slots, as all are
 * (call.h). Their ports are resources of the machine: one that is bound has an endpoint of the
 * driver's while there is a driver, and one of the host's while the machine is a host, as
 * vmci_datagram_outward() says. What goes to the machine itself goes through neither.
 *
 * On a machine that is both, what is sent to a virtual machine of its own goes there, and all else
 * to its host; and one that is bound to any context hears of both.
 *
 * Datagrams that come are kept until they are received, in the order in which they came; the
 * socket's buffer says how many, and the memory that all sockets share. Those behind that are
 * lost, and counted. So is, without being counted, what comes to a socket that is connected to
 * another address, or has shut down receiving.
 *
 * No call blocks: see call.h. Who would have to wait for a datagram is told VMCI_EAGAIN, and woken
 * by vmci_hal_socket_wake(). Nobody waits to send.
 */
#ifndef VMCI_CORE_STACK_DATAGRAM_H
#define VMCI_CORE_STACK_DATAGRAM_H

#include "../vsock/datagram.h"
#include "datagram_endpoint.h"
#include "stack.h"

/* The calls that take several steps. */
enum vmci_datagram_call_kind {
	VMCI_DATAGRAM_BIND, /* address, is_privileged */
	/* address: as vmci_datagram_connect() gives it; one of wildcards disconnects */
	VMCI_DATAGRAM_CONNECT,
	VMCI_DATAGRAM_SEND,  /* address: wildcards if the caller names none; flags */
	VMCI_DATAGRAM_CLOSE, /* the socket is its user's no more, when it is done */
	VMCI_DATAGRAM_SETTLE /* the work's: it has those endpoints that it can have */
};

/* The caller does vmci_datagram_call_init() and sets what belongs to the kind. */
struct vmci_datagram_call {
	struct vmci_datagram_endpoint endpoint; /* that is destroyed, or sends */
	struct vmci_address address;
	vmci_u32 flags; /* VMCI_MESSAGE_ */
	int result;	/* once it is done */
	vmci_table_index slot;
	vmci_table_index tries; /* ports that somebody else has */
	unsigned char is_privileged;
	unsigned char ways;   /* that are left to send by: VMCI_TRANSPORT_ */
	unsigned char as;     /* the endpoint that is made or destroyed, of VMCI_STACK_OUTWARD */
	unsigned char failed; /* those that could not be made */
	unsigned char kind;   /* enum vmci_datagram_call_kind */
	unsigned char phase;
};

void vmci_datagram_call_init(struct vmci_datagram_call *call, unsigned int slot, unsigned int kind);

/* The same of VMCI_DATAGRAM_SETTLE, by who owns the socket: he does not when it is done. */
void vmci_datagram_settle_init(struct vmci_datagram_call *call, unsigned int slot);

/*
 * Makes the next step of a call. It may sleep. Results:
 *
 * VMCI_DATAGRAM_BIND: those of vmci_ports_bind(); VMCI_EADDRINUSE: another client of the driver has
 * the port, or another program of the host, or, VMCI_EADDRNOTAVAIL, all that could be given;
 * VMCI_ENOMEM: there are too many endpoints.
 * VMCI_DATAGRAM_CONNECT: those of VMCI_DATAGRAM_BIND, to any port, if the socket was not bound.
 * What the socket has received from others is lost.
 * VMCI_DATAGRAM_SEND: vmci_datagram_check_send(); VMCI_ENODEV: the socket has no endpoint, as
 * somebody else took its port when there was no transport; vmci_datagram_ways(); those of
 * VMCI_DATAGRAM_BIND, to any port, if it was not bound; VMCI_ENETUNREACH: nobody has the port, as
 * far as that is known; VMCI_EPERM: privileges forbid it; VMCI_ENOMEM: the other one has no room
 * for it, as far as that is known. Of a socket of this machine it is not: the datagram is lost.
 * VMCI_DATAGRAM_CLOSE: VMCI_SUCCESS. What was received, and comes meanwhile, is lost.
 *
 * `datagram` is for VMCI_DATAGRAM_SEND: the kernel's memory, with room for a header, which is
 * filled in, and behind it `length` bytes of payload. It is the same in all steps of a call.
 */
enum vmci_step vmci_datagram_call_step(const struct vmci_node *node,
				       struct vmci_datagram_call *call,
				       struct vmci_datagram *datagram, vmci_u64 length);

/* Receiving. The caller does vmci_datagram_receive_init(), and sets the flags if it has any. */
struct vmci_datagram_receive {
	struct vmci_address from;
	vmci_u32 length; /* of the payload */
	vmci_u32 copied; /* of these bytes; if there are fewer the rest is lost: MSG_TRUNC */
	vmci_u32 flags;	 /* VMCI_MESSAGE_ */
	int result;	 /* once it is done */
	vmci_table_index slot;
	vmci_table_index entry; /* that is being copied: its number + 1 */
};

void vmci_datagram_receive_init(struct vmci_datagram_receive *receive, unsigned int slot);

/*
 * Makes the next step of receiving the first datagram into `room` bytes of the caller's memory. It
 * may sleep. Errors: VMCI_EOPNOTSUPP: vmci_check_receive_flags(); VMCI_EAGAIN: there is none; an
 * error that waited to be told, which is taken. Once receiving is shut down, and there is none
 * left: VMCI_SUCCESS, from nobody: an address of wildcards.
 */
enum vmci_step vmci_datagram_receive_step(struct vmci_stack *stack,
					  struct vmci_datagram_receive *receive, void *bytes,
					  vmci_u64 room);

/* Each of these is one step --------------------------------------------------------------------
 */

/*
 * Shuts down halves: VMCI_SHUTDOWN_ bits. Who waits is woken. VMCI_ENOTCONN: the socket is not
 * connected; the halves are shut down all the same, as on Linux.
 */
int vmci_datagram_shutdown(struct vmci_stack *stack, unsigned int slot, unsigned int halves);

/* What vmci_poll() says of a socket. */
unsigned int vmci_datagram_poll(struct vmci_stack *stack, unsigned int slot);

/* How many datagrams were lost for want of room, up to 2^32 - 1. */
vmci_u32 vmci_datagram_dropped(struct vmci_stack *stack, unsigned int slot);

/*
 * A datagram has come to this machine, `size` bytes with its header: as a host, VMCI_CID_HOST, or
 * through the device, VMCI_CID_ANY. It is for a socket that is bound to its port. What is not as
 * long as it says is dropped. Sleeping is not allowed.
 */
void vmci_datagram_arrived(struct vmci_stack *stack, vmci_u32 context, const void *datagram,
			   vmci_u64 size);

/*
 * The same of a payload, to a socket that is bound to an address; if its context is VMCI_CID_ANY,
 * to the machine's own. VMCI_ERROR_NOT_FOUND: there is none; else it may be lost.
 */
int vmci_datagram_keep(struct vmci_stack *stack, struct vmci_address from, struct vmci_address to,
		       const void *payload, vmci_u64 length);

/*
 * The machine has another context, which is in the table of ports already. Its sockets go on under
 * this one, and so does what is known of their addresses. With the lock held.
 */
void vmci_datagram_moved(struct vmci_stack *stack, vmci_u32 before);

#endif
