/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The ways that connections go, of which carrier.c chooses one for each: through the driver of the
 * device to the host, in carrier_guest.c; from a host to its virtual machines, in carrier_host.c;
 * and within the machine, in carrier_local.c.
 */
#ifndef VMCI_CORE_STACK_WAYS_H
#define VMCI_CORE_STACK_WAYS_H

#include "carrier.h"

/*
 * A way: what the functions of carrier.h do on it. They leave the carriage as it is when they are
 * done. What is sent is the carriage's message; what `close_step` closes was opened. Where rings
 * are this machine's own memory they are always open, and `open_step` and `close_step` are null; so
 * is `send_step` within the machine.
 */
struct vmci_way {
	struct vmci_handle (*name)(const struct vmci_node *node, unsigned int slot,
				   vmci_u32 remote);
	enum vmci_step (*make_step)(const struct vmci_node *node, unsigned int slot, int attaches,
				    struct vmci_handle handle, vmci_u64 size,
				    struct vmci_carriage *carriage, int *result);
	enum vmci_step (*leave_step)(const struct vmci_node *node, unsigned int slot,
				     struct vmci_handle handle, struct vmci_carriage *carriage,
				     int *result);
	enum vmci_step (*send_step)(const struct vmci_node *node, struct vmci_carriage *carriage,
				    int *result);
	enum vmci_step (*open_step)(const struct vmci_node *node, unsigned int slot,
				    struct vmci_carriage *carriage, int *result);
	enum vmci_step (*close_step)(const struct vmci_node *node, struct vmci_carriage *carriage);
	void (*rings)(const struct vmci_node *node, unsigned int slot,
		      struct vmci_ring_pair *rings);
	void (*keep)(const struct vmci_node *node, unsigned int slot,
		     const struct vmci_ring_pair *rings);
};

extern const struct vmci_way vmci_guest_way;
extern const struct vmci_way vmci_local_way;

/*
 * Rings in this machine's own memory: their indices are kept with the socket from one operation to
 * the next. What is published of them was published by the operations before. Begins with both
 * rings empty; goes on where the socket's owner was; keeps where he is.
 */
void vmci_own_rings_begin(const struct vmci_way *way, const struct vmci_node *node,
			  unsigned int slot);
void vmci_own_rings_resume(const struct vmci_stack_socket *socket, struct vmci_ring_pair *rings);
void vmci_own_rings_keep(const struct vmci_node *node, unsigned int slot,
			 const struct vmci_ring_pair *rings);

/* A packet to this machine itself is in its inbox at once. With the lock held. */
int vmci_local_post(struct vmci_stack *stack, const struct vmci_packet *packet);

#ifdef VMCI_HAL_HOST

extern const struct vmci_way vmci_host_way;

void vmci_host_carriage_init(struct vmci_host_carriage *carriage);

#endif

#endif
