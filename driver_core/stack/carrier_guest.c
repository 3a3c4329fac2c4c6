// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Connections of a virtual machine: queue pairs and datagrams, by the driver of its device. */
#include "ways.h"

enum guest_make_phase { GUEST_MAKE_BEGIN, GUEST_MAKE_PAIR, GUEST_MAKE_RINGS };

enum guest_leave_phase { GUEST_LEAVE_BEGIN, GUEST_LEAVE_PAIR };

struct vmci_handle vmci_guest_way_name(const struct vmci_node *node)
{
	return vmci_queue_pair_draw(node->guest);
}

static void ask_for_pair(const struct vmci_stack *stack, unsigned int slot, int attaches,
			 struct vmci_handle handle, vmci_u64 size,
			 struct vmci_queue_pair_operation *pair)
{
	pair->handle = handle;
	pair->flags = 0;
	if (stack->ports.sockets[slot].transport == VMCI_TRANSPORT_LOCAL)
		vmci_local_ask(pair);
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

void vmci_guest_way_rings(const struct vmci_node *node, unsigned int slot,
			  struct vmci_ring_pair *rings)
{
	const struct vmci_stack_socket *socket = &node->stack->sockets[slot];

	vmci_queue_pair_views(node->guest, socket->pair, socket->end, rings);
}

static void begin_rings(const struct vmci_node *node, unsigned int slot)
{
	struct vmci_ring_pair rings;

	vmci_guest_way_rings(node, slot, &rings);
	vmci_ring_pair_init(&rings);
	vmci_carrier_keep(node->stack, slot, &rings);
}

enum vmci_step vmci_guest_way_make_step(const struct vmci_node *node, unsigned int slot,
					int attaches, struct vmci_handle handle, vmci_u64 size,
					struct vmci_carriage *carriage, int *result)
{
	struct vmci_stack_socket *socket = &node->stack->sockets[slot];
	enum vmci_step step;

	switch ((enum guest_make_phase)carriage->phase) {
	case GUEST_MAKE_BEGIN:
		ask_for_pair(node->stack, slot, attaches, handle, size, &carriage->pair);
		carriage->phase = GUEST_MAKE_PAIR;
		return VMCI_STEP_AGAIN;
	case GUEST_MAKE_PAIR:
		step = vmci_queue_pair_alloc_step(node->guest, &carriage->pair);
		if (step != VMCI_STEP_DONE)
			return step;
		*result = carriage->pair.result;
		if (*result < VMCI_SUCCESS)
			return VMCI_STEP_DONE;
		socket->pair = carriage->pair.slot;
		socket->end = carriage->pair.end;
		carriage->phase = GUEST_MAKE_RINGS;
		return VMCI_STEP_AGAIN;
	case GUEST_MAKE_RINGS:
		break;
	}
	begin_rings(node, slot);
	*result = VMCI_SUCCESS;
	return VMCI_STEP_DONE;
}

enum vmci_step vmci_guest_way_leave_step(const struct vmci_node *node, unsigned int slot,
					 struct vmci_handle handle, struct vmci_carriage *carriage,
					 int *result)
{
	enum vmci_step step;

	switch ((enum guest_leave_phase)carriage->phase) {
	case GUEST_LEAVE_BEGIN:
		carriage->pair.handle = handle;
		carriage->pair.end = node->stack->sockets[slot].end;
		carriage->phase = GUEST_LEAVE_PAIR;
		return VMCI_STEP_AGAIN;
	case GUEST_LEAVE_PAIR:
		break;
	}
	step = vmci_queue_pair_detach_step(node->guest, &carriage->pair);
	*result = carriage->pair.result;
	return step;
}

/* A host may say that it has no such socket; it answers with a reset, too, and that counts. */
enum vmci_step vmci_guest_way_send_step(const struct vmci_node *node,
					struct vmci_carriage *carriage, int *result)
{
	enum vmci_step step =
		vmci_endpoint_send_step(node->guest, &carriage->msg.header, &carriage->send);

	*result = carriage->send.result;
	if (*result == VMCI_ERROR_NOT_FOUND)
		*result = VMCI_SUCCESS;
	return step;
}
