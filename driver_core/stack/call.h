/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The calls of sockets for connections but those that move bytes (stream.h), and those that all
 * sockets have: to be opened, their options, errors and addresses. What else sockets for datagrams
 * do is in datagram.h. A socket is named by its slot, which
 * its user has from vmci_stack_open() or vmci_stack_accept() until he closes it. None of them
 * blocks: the platform tries again when vmci_hal_socket_wake() is called.
 */
#ifndef VMCI_CORE_STACK_CALL_H
#define VMCI_CORE_STACK_CALL_H

#include "turn.h"

/*
 * Each of these is one step, and returns VMCI_SUCCESS or an errno value.
 *
 * Opens a socket: VMCI_SOCKET_ type, and family's protocol or 0. Errors: vmci_socket_check_type(),
 * vmci_ports_open(); VMCI_ESOCKTNOSUPPORT: there are no such sockets over VMCI.
 */
int vmci_stack_open(struct vmci_stack *stack, vmci_u32 type, vmci_u32 protocol, int is_trusted,
		    unsigned int *slot);

/* Errors: those of vmci_ports_bind(); VMCI_EOPNOTSUPP: it is for datagrams. */
int vmci_stack_bind(struct vmci_stack *stack, unsigned int slot, struct vmci_address address,
		    int is_privileged);

/* Errors: those of vmci_socket_listen(), and of VMCI_ON_LISTEN. */
int vmci_stack_listen(struct vmci_stack *stack, unsigned int slot, vmci_u32 backlog);

/* Takes the child that has waited longest. Errors: those of VMCI_ON_ACCEPT. */
int vmci_stack_accept(struct vmci_stack *stack, unsigned int slot, unsigned int *child);

/*
 * What came of the last attempt to connect. VMCI_EINPROGRESS: nothing yet; its error, which is
 * taken, or VMCI_ENOTCONN if there is none.
 */
int vmci_stack_connected(struct vmci_stack *stack, unsigned int slot);

/* The error that waits to be told, which is taken; VMCI_SUCCESS: none does. */
int vmci_stack_take_error(struct vmci_stack *stack, unsigned int slot);

/* The addresses of a socket's two ends; wildcards for what it does not have. */
void vmci_stack_addresses(struct vmci_stack *stack, unsigned int slot, struct vmci_address *local,
			  struct vmci_address *remote);

/*
 * Errors: those of vmci_option_set() and vmci_option_get(). Sizes are for the next connection; of a
 * socket for datagrams the buffer's is that of what it has received, from now on.
 */
int vmci_stack_set_option(struct vmci_stack *stack, unsigned int slot, vmci_u32 level,
			  vmci_u32 name, vmci_u32 length, const struct vmci_option *option);
int vmci_stack_get_option(struct vmci_stack *stack, unsigned int slot, vmci_u32 level,
			  vmci_u32 name, vmci_u32 length, struct vmci_option *option);

/*
 * SO_RCVLOWAT: for how many bytes readers wait. What can be had is vmci_low_mark(), and no more
 * counts than the connection's queue can hold at once. A child begins with 1, whatever its listener
 * has.
 */
void vmci_stack_set_low_mark(struct vmci_stack *stack, unsigned int slot, vmci_u32 bytes);
vmci_u32 vmci_stack_low_mark(struct vmci_stack *stack, unsigned int slot);

/* The calls that take several steps. */
enum vmci_call_kind {
	VMCI_CALL_CONNECT,   /* remote, address_flags: begins an attempt */
	VMCI_CALL_INTERRUPT, /* attempt: its caller does not wait for it any more */
	VMCI_CALL_SHUTDOWN,  /* mode: VMCI_SHUTDOWN_ bits */
	VMCI_CALL_CLOSE	     /* the socket is its user's no more, when it is done */
};

/* The caller does vmci_call_init() and sets what belongs to the kind. */
struct vmci_call {
	struct vmci_turn turn;
	struct vmci_address remote;
	struct vmci_handle attempt; /* that a connect began */
	vmci_u32 mode;
	int result; /* once it is done */
	vmci_table_index slot;
	unsigned char address_flags; /* VMCI_ADDRESS_ */
	unsigned char kind;	     /* enum vmci_call_kind */
	unsigned char phase;
};

void vmci_call_init(struct vmci_call *call, unsigned int slot, unsigned int kind);

/*
 * Makes the next step of a call. It may sleep. Results: VMCI_EOPNOTSUPP: the socket is for
 * datagrams;
 *
 * VMCI_CALL_CONNECT: those of VMCI_ON_CONNECT, VMCI_EINPROGRESS if it has begun: then
 * vmci_stack_connected() says what comes of it. Before that, VMCI_EINVAL: the address has a
 * wildcard; those of vmci_ports_autobind(), vmci_choose_transport() and
 * vmci_transport_check_remote(). Within the machine the peer knows him by the context that
 * he is bound to, else by the one that he connects to.
 * VMCI_CALL_INTERRUPT: VMCI_EINTR: the attempt is over; VMCI_SUCCESS: it was over before.
 * VMCI_CALL_SHUTDOWN: those of VMCI_ON_SHUTDOWN; or the peer could not be told: then it can be
 * tried again.
 * VMCI_CALL_CLOSE: VMCI_SUCCESS.
 */
enum vmci_step vmci_call_step(const struct vmci_node *node, struct vmci_call *call);

#endif
