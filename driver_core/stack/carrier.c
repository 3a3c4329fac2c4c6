// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Queue pairs, rings and packets of connections, over the driver of the device. */
#include "carrier.h"

enum make_phase { MAKE_BEGIN, MAKE_PAIR, MAKE_RINGS };

enum leave_carrier_phase { LEAVE_BEGIN, LEAVE_PAIR };

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

static enum vmci_step carried(struct vmci_carriage *carriage, int *result, int what)
{
	*result = what;
	vmci_carriage_init(carriage);
	return VMCI_STEP_DONE;
}

struct vmci_handle vmci_carrier_name(const struct vmci_node *node)
{
	return vmci_queue_pair_draw(node->guest);
}

static int is_local(const struct vmci_stack *stack, unsigned int slot)
{
	return stack->ports.sockets[slot].transport == VMCI_TRANSPORT_LOCAL;
}

static void ask_for_pair(const struct vmci_stack *stack, unsigned int slot, int attaches,
			 struct vmci_handle handle, vmci_u64 size,
			 struct vmci_queue_pair_operation *pair)
{
	pair->handle = handle;
	pair->flags = 0;
	if (is_local(stack, slot))
		pair->flags |= VMCI_QUEUE_PAIR_LOCAL;
	else
		pair->peer = stack->sockets[slot].connection.remote_context;
	if (attaches)
		pair->flags |= VMCI_QUEUE_PAIR_ATTACH_ONLY;
	else
		pair->drawn = 1;
	pair->produce_size = size;
	pair->consume_size = size;
	pair->callback = vmci_hal_stack_peer(stack->platform, slot);
}

static void begin_rings(const struct vmci_node *node, unsigned int slot)
{
	struct vmci_ring_pair rings;

	vmci_queue_pair_views(node->guest, node->stack->sockets[slot].pair,
			      node->stack->sockets[slot].end, &rings);
	vmci_ring_pair_init(&rings);
	vmci_carrier_keep(node->stack, slot, &rings);
}

enum vmci_step vmci_carrier_make_step(const struct vmci_node *node, unsigned int slot, int attaches,
				      struct vmci_handle handle, vmci_u64 size,
				      struct vmci_carriage *carriage, int *result)
{
	struct vmci_stack_socket *socket = &node->stack->sockets[slot];
	enum vmci_step step;

	switch ((enum make_phase)carriage->phase) {
	case MAKE_BEGIN:
		ask_for_pair(node->stack, slot, attaches, handle, size, &carriage->pair);
		carriage->phase = MAKE_PAIR;
		return VMCI_STEP_AGAIN;
	case MAKE_PAIR:
		step = vmci_queue_pair_alloc_step(node->guest, &carriage->pair);
		if (step != VMCI_STEP_DONE)
			return step;
		if (carriage->pair.result < VMCI_SUCCESS)
			return carried(carriage, result, carriage->pair.result);
		socket->pair = carriage->pair.slot;
		socket->end = carriage->pair.end;
		carriage->phase = MAKE_RINGS;
		return VMCI_STEP_AGAIN;
	case MAKE_RINGS:
		break;
	}
	begin_rings(node, slot);
	return carried(carriage, result, VMCI_SUCCESS);
}

enum vmci_step vmci_carrier_leave_step(const struct vmci_node *node, unsigned int slot,
				       struct vmci_handle handle, struct vmci_carriage *carriage,
				       int *result)
{
	enum vmci_step step;

	switch ((enum leave_carrier_phase)carriage->phase) {
	case LEAVE_BEGIN:
		carriage->pair.handle = handle;
		carriage->pair.end = node->stack->sockets[slot].end;
		carriage->phase = LEAVE_PAIR;
		return VMCI_STEP_AGAIN;
	case LEAVE_PAIR:
		break;
	}
	step = vmci_queue_pair_detach_step(node->guest, &carriage->pair);
	if (step != VMCI_STEP_DONE)
		return step;
	return carried(carriage, result, carriage->pair.result);
}

/* A packet to this machine itself is in its inbox at once. */
static int post(struct vmci_stack *stack, const struct vmci_packet *packet)
{
	struct vmci_packet posted = *packet;

	if (posted.src_context == VMCI_ID_INVALID)
		posted.src_context = stack->ports.transports.guest_cid;
	return vmci_inbox_append(&stack->inbox, &posted);
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
		*result = post(stack, packet);
	vmci_hal_unlock(&stack->lock);
	return transport;
}

enum vmci_step vmci_carrier_send_step(const struct vmci_node *node,
				      const struct vmci_packet *packet,
				      struct vmci_carriage *carriage, int *result)
{
	enum vmci_step step;
	int posted;

	switch ((enum send_packet_phase)carriage->phase) {
	case SEND_CHOOSE:
		if (choose(node->stack, packet, &posted) != VMCI_TRANSPORT_GUEST_TO_HOST) {
			if (posted >= VMCI_SUCCESS)
				vmci_hal_stack_work(node->stack->platform);
			return carried(carriage, result, posted);
		}
		vmci_packet_make(packet, &carriage->msg);
		carriage->phase = SEND_DATAGRAM;
		return VMCI_STEP_AGAIN;
	case SEND_DATAGRAM:
		break;
	}
	step = vmci_endpoint_send_step(node->guest, &carriage->msg.header, &carriage->send);
	if (step != VMCI_STEP_DONE)
		return step;
	/* A host may say that it has no such socket; it answers with a reset, too, and that counts. */
	if (carriage->send.result == VMCI_ERROR_NOT_FOUND)
		carriage->send.result = VMCI_SUCCESS;
	return carried(carriage, result, carriage->send.result);
}

/* What is published of them was published by the operations before. */
void vmci_carrier_rings(const struct vmci_node *node, unsigned int slot,
			struct vmci_ring_pair *rings)
{
	const struct vmci_stack_socket *socket = &node->stack->sockets[slot];

	vmci_queue_pair_views(node->guest, socket->pair, socket->end, rings);
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
