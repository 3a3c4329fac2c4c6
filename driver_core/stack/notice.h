/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Telling a connection's peer, and those who wait, what vmci_notify_*() says. */
#ifndef VMCI_CORE_STACK_NOTICE_H
#define VMCI_CORE_STACK_NOTICE_H

#include "carrier.h"

/* What is to be told. As vmci_notice_init() leaves it before and behind each. */
struct vmci_notice {
	struct vmci_carriage carriage;
	vmci_u64 generation;
	vmci_u64 offset;
	unsigned int actions; /* VMCI_NOTIFY_, that are left */
	unsigned int unsent;  /* and that could not be done */
};

void vmci_notice_init(struct vmci_notice *notice);

/*
 * What a socket's owner sees of its rings, for vmci_notify_*(). VMCI_ERROR_INVALID_SIZE: the peer's
 * indices are not to be believed; *view is left alone.
 */
int vmci_notice_view(const struct vmci_stack *stack, unsigned int slot,
		     const struct vmci_ring_pair *rings, struct vmci_notify_view *view);

/*
 * Keeps what comes of a function vmci_notify_*(), and begins to do what it says. Bytes that are to
 * be taken out of the ring are left to those who wait for more: they are woken, and take them, or
 * say once more that they wait.
 */
void vmci_notice_begin(struct vmci_stack *stack, unsigned int slot,
		       const struct vmci_notify_outcome *outcome, struct vmci_notice *notice);

/* Makes the next step of that. The caller owns the socket. What cannot be sent is sent later. */
enum vmci_step vmci_notice_step(const struct vmci_node *node, unsigned int slot,
				struct vmci_notice *notice);

#endif
