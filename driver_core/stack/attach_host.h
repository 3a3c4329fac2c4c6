/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A machine's sockets and the machine as a host: they get to know each other when it becomes one,
 * and part before it is none any more, when its virtual machines are gone or have left all pairs.
 * See attach.h.
 */
#ifndef VMCI_CORE_STACK_ATTACH_HOST_H
#define VMCI_CORE_STACK_ATTACH_HOST_H

#include "stack.h"

#ifdef VMCI_HAL_HOST

#include "../host/program.h"

/* What the sockets have of the host. The caller zeroes it, and keeps it from one to the other. */
struct vmci_stack_host_attachment {
	struct vmci_handle endpoint;
	vmci_u32 subscription;
	int result; /* once an operation is done */
	struct vmci_program_destroy destroy;
	struct vmci_host_unsubscribe unsubscribe;
	unsigned char phase;
};

/*
 * Makes the next step of attaching: packets of virtual machines and the ends of their queue pairs
 * reach the sockets, and then these have the transport VMCI_TRANSPORT_HOST_TO_GUEST, see
 * vmci_stack_add_transport(). Errors: those of vmci_program_endpoint_create() and
 * vmci_host_subscribe(): then nothing is left.
 */
enum vmci_step vmci_stack_attach_host_step(const struct vmci_node *node,
					   struct vmci_stack_host_attachment *attachment);

/* Makes the next step of parting, as vmci_stack_part_step(). */
enum vmci_step vmci_stack_part_host_step(const struct vmci_node *node,
					 struct vmci_stack_host_attachment *attachment);

#endif

#endif
