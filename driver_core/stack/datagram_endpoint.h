/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The endpoints of sockets for datagrams, by which they are known outside the machine: of the
 * driver of the device, and of the machine as a host. `as`, one of VMCI_STACK_OUTWARD, says which.
 * The caller owns the socket, which is bound.
 */
#ifndef VMCI_CORE_STACK_DATAGRAM_ENDPOINT_H
#define VMCI_CORE_STACK_DATAGRAM_ENDPOINT_H

#include "../device/endpoint.h"
#include "stack.h"

#ifdef VMCI_HAL_HOST
#include "../host/program.h"
#endif

/* A destruction, or a sending. As vmci_datagram_endpoint_init() leaves it before and behind. */
struct vmci_datagram_endpoint {
	struct vmci_endpoint_operation guest;
#ifdef VMCI_HAL_HOST
	struct vmci_program_destroy destroy;
	struct vmci_host_send send;
#endif
};

void vmci_datagram_endpoint_init(struct vmci_datagram_endpoint *endpoint);

/*
 * Creates the endpoint of a socket's port, in one step. As a guest's it is any context's, as the
 * machine may get another one; as a host's it has the rights of the socket. Errors: those of
 * vmci_endpoint_create() or vmci_program_endpoint_create().
 */
int vmci_datagram_endpoint_create(const struct vmci_node *node, unsigned int slot, unsigned int as);

/* Makes the next step of its destruction, which waits for what is being given to it. */
enum vmci_step vmci_datagram_endpoint_destroy_step(const struct vmci_node *node, unsigned int slot,
						   unsigned int as,
						   struct vmci_datagram_endpoint *endpoint);

/*
 * Makes the next step of sending a datagram from it, whose header is filled in but for the source's
 * context. Once that is done, errors in *result: those of vmci_endpoint_send_step() or
 * vmci_host_send_step().
 */
enum vmci_step vmci_datagram_endpoint_send_step(const struct vmci_node *node, unsigned int as,
						struct vmci_datagram *datagram,
						struct vmci_datagram_endpoint *endpoint,
						int *result);

#endif
