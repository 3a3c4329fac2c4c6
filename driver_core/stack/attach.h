/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A machine's sockets and the driver of its device: they get to know each other when the driver is
 * ready, and part before it gives up the device. Sockets are there before and behind that. With the
 * machine as a host it is the same: attach_host.h.
 */
#ifndef VMCI_CORE_STACK_ATTACH_H
#define VMCI_CORE_STACK_ATTACH_H

#include "../device/endpoint.h"
#include "../device/subscription.h"
#include "stack.h"

/* What the sockets have of the driver. The caller zeroes it, and keeps it from one to the other. */
struct vmci_stack_attachment {
	struct vmci_handle endpoint;
	vmci_u32 subscription;
	vmci_u32 context; /* the machine's */
	int result;	  /* once an operation is done */
	struct vmci_endpoint_operation destroy;
	struct vmci_unsubscribe unsubscribe;
	unsigned char phase;
};

/*
 * Makes the next step of attaching: packets and events reach the sockets, and then these have the
 * transport VMCI_TRANSPORT_GUEST_TO_HOST, see vmci_stack_add_transport(). Errors: those of
 * vmci_endpoint_create() and vmci_subscribe(): then nothing is left.
 */
enum vmci_step vmci_stack_attach_step(const struct vmci_node *node,
				      struct vmci_stack_attachment *attachment);

/*
 * Makes the next step of parting: there is no such transport, each connection that goes by it is
 * told so and leaves its queue pair, each socket for datagrams its endpoint, and then nothing
 * reaches the sockets from there any more. Waits for all that.
 */
enum vmci_step vmci_stack_part_step(const struct vmci_node *node,
				    struct vmci_stack_attachment *attachment);

/*
 * What both begin to part with: the machine does not have a transport any more, one of
 * VMCI_STACK_OUTWARD, and none at all if it was the last of these; connections that go by what is
 * gone are told, and sockets for datagrams. And what they wait for: whether these have left their
 * queue pairs and endpoints. One step each.
 */
void vmci_stack_lose_transport(struct vmci_stack *stack, unsigned int lost);
int vmci_stack_has_left(struct vmci_stack *stack);

#endif
