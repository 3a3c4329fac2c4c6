/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A turn: a connection is told of an event, and all that it wants done is done, and all that it
 * wants done when it is told what came of that. The socket is owned from its beginning to its end.
 */
#ifndef VMCI_CORE_STACK_TURN_H
#define VMCI_CORE_STACK_TURN_H

#include "notice.h"

/* As vmci_turn_init() leaves it before and behind each. */
struct vmci_turn {
	struct vmci_connection_event event;
	struct vmci_packet packet; /* as in the outcome of a step, with the next two */
	struct vmci_handle handle;
	vmci_u64 size;
	unsigned int actions; /* VMCI_CONNECTION_, that are left */
	int result;	      /* of the first step, or of a shutdown that could not be sent */
	int error;	      /* that the connection is told of next */
	struct vmci_carriage carriage;
	struct vmci_notice notice;
	vmci_table_index child;	    /* the slot + 1 of one that was opened: it is the caller's */
	vmci_table_index transport; /* by which the event's packet has come */
	unsigned char follows; /* what it is told next, enum vmci_connection_event_kind; else 0 */
	unsigned char leaving; /* how far it has left the pair */
	unsigned char phase;
};

void vmci_turn_init(struct vmci_turn *turn);

/*
 * Makes the next step of a turn whose event the caller has set, and of one with a packet its
 * transport. In the end `result`, `child`, `event.packet` and `transport` are left, and the caller
 * does vmci_turn_init(). It may sleep.
 */
enum vmci_step vmci_turn_step(const struct vmci_node *node, unsigned int slot,
			      struct vmci_turn *turn);

#endif
