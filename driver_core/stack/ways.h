/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The ways that connections go, of which carrier.c chooses one for each: within the machine, in
 * carrier_local.c, and through the driver of the device to the host, in carrier_guest.c. What they
 * have in common they do as carrier.h says, and leave the carriage as it is when they are done.
 */
#ifndef VMCI_CORE_STACK_WAYS_H
#define VMCI_CORE_STACK_WAYS_H

#include "carrier.h"

/* Asks for a pair within the machine, of the driver, which knows these as well. */
void vmci_local_ask(struct vmci_queue_pair_operation *pair);

/* A packet to this machine itself is in its inbox at once. With the lock held. */
int vmci_local_post(struct vmci_stack *stack, const struct vmci_packet *packet);

struct vmci_handle vmci_guest_way_name(const struct vmci_node *node);
enum vmci_step vmci_guest_way_make_step(const struct vmci_node *node, unsigned int slot,
					int attaches, struct vmci_handle handle, vmci_u64 size,
					struct vmci_carriage *carriage, int *result);
enum vmci_step vmci_guest_way_leave_step(const struct vmci_node *node, unsigned int slot,
					 struct vmci_handle handle, struct vmci_carriage *carriage,
					 int *result);

/* Sends the message of the carriage. */
enum vmci_step vmci_guest_way_send_step(const struct vmci_node *node,
					struct vmci_carriage *carriage, int *result);

/* Where the rings are: how far they have come the caller knows. */
void vmci_guest_way_rings(const struct vmci_node *node, unsigned int slot,
			  struct vmci_ring_pair *rings);

#endif
