/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What carries a connection: its queue pair, its rings, and the packets of its machine. Within the
 * machine that is a local pair, and the inbox; else both go through the driver of the device.
 */
#ifndef VMCI_CORE_STACK_CARRIER_H
#define VMCI_CORE_STACK_CARRIER_H

#include "../device/endpoint.h"
#include "../device/queue_pair.h"
#include "../device/step.h"
#include "stack.h"

/* What is being carried out. As vmci_carriage_init() leaves it before and behind each. */
struct vmci_carriage {
	struct vmci_packet_msg msg; /* that is sent */
	struct vmci_queue_pair_operation pair;
	struct vmci_endpoint_operation send;
	unsigned char phase;
};

void vmci_carriage_init(struct vmci_carriage *carriage);

/*
 * The name of an attempt to connect: the handle of a pair that there is not, and that nobody else
 * is given. One step.
 */
struct vmci_handle vmci_carrier_name(const struct vmci_node *node);

/*
 * Each makes the next step of something, and once that is done gives a result of the driver's in
 * *result, VMCI_SUCCESS or an error. The caller owns the socket.
 *
 * To make a pair of a handle and two queues of a size, or to attach to it, and to begin with its
 * rings, both empty. Errors: those of vmci_queue_pair_alloc_step().
 */
enum vmci_step vmci_carrier_make_step(const struct vmci_node *node, unsigned int slot, int attaches,
				      struct vmci_handle handle, vmci_u64 size,
				      struct vmci_carriage *carriage, int *result);

/* To leave it. Errors: those of vmci_queue_pair_detach_step(). */
enum vmci_step vmci_carrier_leave_step(const struct vmci_node *node, unsigned int slot,
				       struct vmci_handle handle, struct vmci_carriage *carriage,
				       int *result);

/*
 * To send a packet, whosever it is. VMCI_ERROR_DEVICE_NOT_FOUND: the machine has no transport to
 * that context; VMCI_ERROR_NO_RESOURCES: it is this one, whose inbox is full; and those of
 * vmci_endpoint_send_step(), but for VMCI_ERROR_NOT_FOUND, by which a host says that it has no such
 * socket: it was sent, and the host answers.
 */
enum vmci_step vmci_carrier_send_step(const struct vmci_node *node,
				      const struct vmci_packet *packet,
				      struct vmci_carriage *carriage, int *result);

/*
 * The rings of a socket that has a pair, where its owner has come to. He looks at them and moves
 * bytes, and keeps behind that how far he has come. One step together.
 */
void vmci_carrier_rings(const struct vmci_node *node, unsigned int slot,
			struct vmci_ring_pair *rings);
void vmci_carrier_keep(struct vmci_stack *stack, unsigned int slot,
		       const struct vmci_ring_pair *rings);

#endif
