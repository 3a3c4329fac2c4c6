// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Endpoints of sockets for datagrams. */
#include "datagram_endpoint.h"

void vmci_datagram_endpoint_init(struct vmci_datagram_endpoint *endpoint)
{
	endpoint->guest.handle.context = VMCI_ID_INVALID;
	endpoint->guest.handle.resource = VMCI_ID_INVALID;
	endpoint->guest.result = VMCI_SUCCESS;
	endpoint->guest.phase = 0;
	endpoint->guest.slot = 0;
#ifdef VMCI_HAL_HOST
	endpoint->destroy.handle.context = VMCI_ID_INVALID;
	endpoint->destroy.handle.resource = VMCI_ID_INVALID;
	endpoint->destroy.result = VMCI_SUCCESS;
	endpoint->destroy.phase = 0;
	endpoint->destroy.slot = 0;
	vmci_host_send_init(&endpoint->send, 0);
#endif
}

#ifdef VMCI_HAL_HOST

static int create_program(const struct vmci_node *node, unsigned int slot)
{
	struct vmci_stack *stack = node->stack;
	unsigned int privileges = 0;
	struct vmci_handle created;

	if (stack->sockets[slot].options.is_trusted)
		privileges = VMCI_PRIVILEGE_TRUSTED;
	return vmci_program_endpoint_create(
		node->host, stack->ports.sockets[slot].bound.port, 0, privileges,
		vmci_hal_stack_guest_packets(stack->platform), &created);
}

static enum vmci_step destroy_program(const struct vmci_node *node, unsigned int slot,
				      struct vmci_program_destroy *destroy)
{
	destroy->handle.context = VMCI_CONTEXT_HOST;
	destroy->handle.resource = node->stack->ports.sockets[slot].bound.port;
	return vmci_program_endpoint_destroy_step(node->host, destroy);
}

static enum vmci_step send_as_host(const struct vmci_node *node, struct vmci_datagram *datagram,
				   struct vmci_host_send *send, int *result)
{
	enum vmci_step step;

	send->datagram = datagram;
	send->size = VMCI_DATAGRAM_HEADER_SIZE + datagram->payload_size;
	step = vmci_host_send_step(node->host, send);
	send->datagram = 0; /* it may be elsewhere by the next step */
	*result = send->result;
	return step;
}

#endif

int vmci_datagram_endpoint_create(const struct vmci_node *node, unsigned int slot, unsigned int as)
{
	struct vmci_stack *stack = node->stack;
	struct vmci_handle created;

#ifdef VMCI_HAL_HOST
	if (as == VMCI_TRANSPORT_HOST_TO_GUEST)
		return create_program(node, slot);
#endif
	(void)as;
	return vmci_endpoint_create(node->guest, stack->ports.sockets[slot].bound.port,
				    VMCI_ENDPOINT_FLAG_ANY_CONTEXT,
				    vmci_hal_stack_packets(stack->platform), &created);
}

static enum vmci_step behind(enum vmci_step step, struct vmci_datagram_endpoint *endpoint)
{
	if (step == VMCI_STEP_DONE)
		vmci_datagram_endpoint_init(endpoint);
	return step;
}

enum vmci_step vmci_datagram_endpoint_destroy_step(const struct vmci_node *node, unsigned int slot,
						   unsigned int as,
						   struct vmci_datagram_endpoint *endpoint)
{
#ifdef VMCI_HAL_HOST
	if (as == VMCI_TRANSPORT_HOST_TO_GUEST)
		return behind(destroy_program(node, slot, &endpoint->destroy), endpoint);
#endif
	(void)as;
	endpoint->guest.handle.resource = node->stack->ports.sockets[slot].bound.port;
	return behind(vmci_endpoint_destroy_step(node->guest, &endpoint->guest), endpoint);
}

enum vmci_step vmci_datagram_endpoint_send_step(const struct vmci_node *node, unsigned int as,
						struct vmci_datagram *datagram,
						struct vmci_datagram_endpoint *endpoint,
						int *result)
{
	enum vmci_step step;

#ifdef VMCI_HAL_HOST
	if (as == VMCI_TRANSPORT_HOST_TO_GUEST)
		return behind(send_as_host(node, datagram, &endpoint->send, result), endpoint);
#endif
	(void)as;
	step = vmci_endpoint_send_step(node->guest, datagram, &endpoint->guest);
	*result = endpoint->guest.result;
	return behind(step, endpoint);
}
