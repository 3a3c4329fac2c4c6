/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The work of a machine's sockets: packets, in the order in which they came, and what was noted of
 * sockets behind them. A flood of packets does not keep what was noted from its turn: that comes
 * behind those packets that were there when it was looked at last. The work waits while the socket
 * of the oldest packet is owned by somebody, who never waits for the work.
 */
#ifndef VMCI_CORE_STACK_WORK_H
#define VMCI_CORE_STACK_WORK_H

#include "datagram.h"
#include "turn.h"

/* As vmci_stack_work_init() leaves it. One thread at a time has one. */
struct vmci_stack_work {
	struct vmci_turn turn;
	struct vmci_datagram_call settle; /* of a socket for datagrams */
	vmci_table_index slot;		  /* of the socket whose turn it is */
	vmci_table_index packets;	  /* that are looked at before what was noted */
	vmci_u32 context;		  /* that the machine has now */
	unsigned char phase;
	unsigned char answers; /* its peer is told that the connection has ended */
};

void vmci_stack_work_init(struct vmci_stack_work *work);

/*
 * Makes the next step of the work. It is done when there is nothing more to do; then *work is as it
 * was in the beginning. It may sleep.
 */
enum vmci_step vmci_stack_work_step(const struct vmci_node *node, struct vmci_stack_work *work);

#endif
