// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What carries connections: which way it is that theirs goes. */
#include "carrier.h"
#include "ways.h"

enum send_packet_phase { SEND_CHOOSE, SEND_DATAGRAM };

void vmci_carriage_init(struct vmci_carriage *carriage)
{
	struct vmci_packet nothing;

	vmci_packet_init(&nothing);
	vmci_packet_make(&nothing, &carriage->msg);
	carriage->pair.handle.context = VMCI_ID_INVALID;
	carriage->pair.handle.resource = VMCI_ID_INVALID;
	carriage->pair.peer = VMCI_ID_INVALID;
	carriage->pair.flags = 0;
	carriage->pair.produce_size = 0;
	carriage->pair.consume_size = 0;
	carriage->pair.callback = vmci_hal_no_callback();
	carriage->pair.drawn = 0;
	carriage->pair.result = VMCI_SUCCESS;
	carriage->pair.end = 0;
	carriage->pair.phase = 0;
	carriage->pair.leaving = 0;
	carriage->pair.unsure = 0;
	carriage->pair.slot = 0;
	carriage->send.handle.context = 0;
	carriage->send.handle.resource = 0;
	carriage->send.result = VMCI_SUCCESS;
	carriage->send.phase = 0;
	carriage->send.slot = 0;
	carriage->phase = 0;
}

/* What is done leaves nothing behind. */
static enum vmci_step behind(enum vmci_step step, struct vmci_carriage *carriage)
{
	if (step == VMCI_STEP_DONE)
		vmci_carriage_init(carriage);
	return step;
}

struct vmci_handle vmci_carrier_name(const struct vmci_node *node)
{
	return vmci_guest_way_name(node);
}

enum vmci_step vmci_carrier_make_step(const struct vmci_node *node, unsigned int slot, int attaches,
				      struct vmci_handle handle, vmci_u64 size,
				      struct vmci_carriage *carriage, int *result)
{
	return behind(vmci_guest_way_make_step(node, slot, attaches, handle, size, carriage,
					       result),
		      carriage);
}

enum vmci_step vmci_carrier_leave_step(const struct vmci_node *node, unsigned int slot,
				       struct vmci_handle handle, struct vmci_carriage *carriage,
				       int *result)
{
	return behind(vmci_guest_way_leave_step(node, slot, handle, carriage, result), carriage);
}

/*
 * By which way a packet goes, whatever its socket has become meanwhile: the addresses decide. Of a
 * packet that stays here the result is known at once.
 */
static enum vmci_transport choose(struct vmci_stack *stack, const struct vmci_packet *packet,
				  int *result)
{
	enum vmci_transport transport = VMCI_TRANSPORT_NONE;

	*result = VMCI_ERROR_DEVICE_NOT_FOUND;
	vmci_hal_lock(&stack->lock);
	if (vmci_choose_transport(&stack->ports.transports, VMCI_SOCKET_STREAM, packet->dst_context,
				  vmci_accepted_flags(packet->src_context, packet->dst_context),
				  &transport) >= VMCI_SUCCESS &&
	    transport == VMCI_TRANSPORT_LOCAL)
		*result = vmci_local_post(stack, packet);
	vmci_hal_unlock(&stack->lock);
	return transport;
}

enum vmci_step vmci_carrier_send_step(const struct vmci_node *node,
				      const struct vmci_packet *packet,
				      struct vmci_carriage *carriage, int *result)
{
	int posted;

	switch ((enum send_packet_phase)carriage->phase) {
	case SEND_CHOOSE:
		if (choose(node->stack, packet, &posted) != VMCI_TRANSPORT_GUEST_TO_HOST) {
			if (posted >= VMCI_SUCCESS)
				vmci_hal_stack_work(node->stack->platform);
			*result = posted;
			return behind(VMCI_STEP_DONE, carriage);
		}
		vmci_packet_make(packet, &carriage->msg);
		carriage->phase = SEND_DATAGRAM;
		return VMCI_STEP_AGAIN;
	case SEND_DATAGRAM:
		break;
	}
	return behind(vmci_guest_way_send_step(node, carriage, result), carriage);
}

/* What is published of them was published by the operations before. */
void vmci_carrier_rings(const struct vmci_node *node, unsigned int slot,
			struct vmci_ring_pair *rings)
{
	const struct vmci_stack_socket *socket = &node->stack->sockets[slot];

	vmci_guest_way_rings(node, slot, rings);
	rings->produce.tail = socket->indexes.produce_tail;
	rings->consume.head = socket->indexes.produce_head;
	rings->consume.tail = socket->indexes.consume_tail;
	rings->produce.head = socket->indexes.consume_head;
}

void vmci_carrier_keep(struct vmci_stack *stack, unsigned int slot,
		       const struct vmci_ring_pair *rings)
{
	struct vmci_ring_indexes *indexes = &stack->sockets[slot].indexes;

	indexes->produce_tail = rings->produce.tail;
	indexes->produce_head = rings->consume.head;
	indexes->consume_tail = rings->consume.tail;
	indexes->consume_head = rings->produce.head;
}
