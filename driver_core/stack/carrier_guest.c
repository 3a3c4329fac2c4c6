// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Connections of a virtual machine: queue pairs and datagrams, by the driver of its device. */
#include "ways.h"

enum guest_make_phase { GUEST_MAKE_BEGIN, GUEST_MAKE_PAIR, GUEST_MAKE_RINGS };

enum guest_leave_phase { GUEST_LEAVE_BEGIN, GUEST_LEAVE_PAIR };

static struct vmci_handle guest_name(const struct vmci_node *node, unsigned int slot,
				     vmci_u32 remote)
{
	(void)slot, (void)remote;
	return vmci_queue_pair_draw(node->guest);
}

static void guest_ask(const struct vmci_stack *stack, unsigned int slot, int attaches,
		      struct vmci_handle handle, vmci_u64 size,
		      struct vmci_queue_pair_operation *pair)
{
	pair->handle = handle;
	pair->peer = stack->sockets[slot].connection.remote_context;
	if (attaches)
		pair->flags = VMCI_QUEUE_PAIR_ATTACH_ONLY;
	else
		pair->drawn = 1;
	pair->produce_size = size;
	pair->consume_size = size;
	pair->callback = vmci_hal_stack_peer(stack->platform, slot);
}

static void guest_rings(const struct vmci_node *node, unsigned int slot,
			struct vmci_ring_pair *rings)
{
	const struct vmci_stack_socket *socket = &node->stack->sockets[slot];

	vmci_queue_pair_views(node->guest, socket->pair, 0, rings);
	vmci_own_rings_resume(socket, rings);
}

static enum vmci_step guest_make_step(const struct vmci_node *node, unsigned int slot, int attaches,
				      struct vmci_handle handle, vmci_u64 size,
				      struct vmci_carriage *carriage, int *result)
{
	enum vmci_step step;

	switch ((enum guest_make_phase)carriage->phase) {
	case GUEST_MAKE_BEGIN:
		guest_ask(node->stack, slot, attaches, handle, size, &carriage->pair);
		carriage->phase = GUEST_MAKE_PAIR;
		return VMCI_STEP_AGAIN;
	case GUEST_MAKE_PAIR:
		step = vmci_queue_pair_alloc_step(node->guest, &carriage->pair);
		if (step != VMCI_STEP_DONE)
			return step;
		*result = carriage->pair.result;
		if (*result < VMCI_SUCCESS)
			return VMCI_STEP_DONE;
		node->stack->sockets[slot].pair = carriage->pair.slot;
		carriage->phase = GUEST_MAKE_RINGS;
		return VMCI_STEP_AGAIN;
	case GUEST_MAKE_RINGS:
		break;
	}
	vmci_own_rings_begin(&vmci_guest_way, node, slot);
	*result = VMCI_SUCCESS;
	return VMCI_STEP_DONE;
}

static enum vmci_step guest_leave_step(const struct vmci_node *node, unsigned int slot,
				       struct vmci_handle handle, struct vmci_carriage *carriage,
				       int *result)
{
	enum vmci_step step;

	(void)slot;
	switch ((enum guest_leave_phase)carriage->phase) {
	case GUEST_LEAVE_BEGIN:
		carriage->pair.handle = handle;
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
static enum vmci_step guest_send_step(const struct vmci_node *node, struct vmci_carriage *carriage,
				      int *result)
{
	enum vmci_step step =
		vmci_endpoint_send_step(node->guest, &carriage->msg.header, &carriage->send);

	*result = carriage->send.result;
	if (*result == VMCI_ERROR_NOT_FOUND)
		*result = VMCI_SUCCESS;
	return step;
}

const struct vmci_way vmci_guest_way = {
	guest_name, guest_make_step, guest_leave_step,	 guest_send_step, 0,
	0,	    guest_rings,     vmci_own_rings_keep};
