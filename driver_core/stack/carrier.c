// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What carries connections: which way it is that theirs goes. */
#include "carrier.h"
#include "ways.h"

enum send_packet_phase { SEND_CHOOSE, SEND_BY_WAY };

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
#ifdef VMCI_HAL_HOST
	vmci_host_carriage_init(&carriage->host);
#endif
	carriage->phase = 0;
}

/* What is done leaves nothing behind. */
static enum vmci_step behind(enum vmci_step step, struct vmci_carriage *carriage)
{
	if (step == VMCI_STEP_DONE)
		vmci_carriage_init(carriage);
	return step;
}

static const struct vmci_way *way_by(unsigned int transport)
{
#ifdef VMCI_HAL_HOST
	if (transport == VMCI_TRANSPORT_HOST_TO_GUEST)
		return &vmci_host_way;
#endif
	if (transport == VMCI_TRANSPORT_LOCAL)
		return &vmci_local_way;
	return &vmci_guest_way;
}

static const struct vmci_way *way_of(const struct vmci_node *node, unsigned int slot)
{
	return way_by(node->stack->ports.sockets[slot].transport);
}

struct vmci_handle vmci_carrier_name(const struct vmci_node *node, unsigned int slot,
				     vmci_u32 remote)
{
	return way_of(node, slot)->name(node, slot, remote);
}

enum vmci_step vmci_carrier_make_step(const struct vmci_node *node, unsigned int slot, int attaches,
				      struct vmci_handle handle, vmci_u64 size,
				      struct vmci_carriage *carriage, int *result)
{
	return behind(
		way_of(node, slot)->make_step(node, slot, attaches, handle, size, carriage, result),
		carriage);
}

enum vmci_step vmci_carrier_leave_step(const struct vmci_node *node, unsigned int slot,
				       struct vmci_handle handle, struct vmci_carriage *carriage,
				       int *result)
{
	return behind(way_of(node, slot)->leave_step(node, slot, handle, carriage, result),
		      carriage);
}

/* Of a packet that stays here, or has no way to go, the result is known at once. */
static int is_done(struct vmci_stack *stack, unsigned int transport,
		   const struct vmci_packet *packet, int *result)
{
	unsigned int present;

	*result = VMCI_ERROR_DEVICE_NOT_FOUND;
	vmci_hal_lock(&stack->lock);
	present = transport & stack->ports.transports.present;
	if (present == VMCI_TRANSPORT_LOCAL)
		*result = vmci_local_post(stack, packet);
	vmci_hal_unlock(&stack->lock);
	return present == VMCI_TRANSPORT_LOCAL || present == VMCI_TRANSPORT_NONE;
}

enum vmci_step vmci_carrier_send_step(const struct vmci_node *node, unsigned int transport,
				      const struct vmci_packet *packet,
				      struct vmci_carriage *carriage, int *result)
{
	int posted;

	switch ((enum send_packet_phase)carriage->phase) {
	case SEND_CHOOSE:
		if (is_done(node->stack, transport, packet, &posted)) {
			if (posted >= VMCI_SUCCESS)
				vmci_hal_stack_work(node->stack->platform);
			*result = posted;
			return behind(VMCI_STEP_DONE, carriage);
		}
		vmci_packet_make(packet, &carriage->msg);
		carriage->phase = SEND_BY_WAY;
		return VMCI_STEP_AGAIN;
	case SEND_BY_WAY:
		break;
	}
	return behind(way_by(transport)->send_step(node, carriage, result), carriage);
}

enum vmci_step vmci_carrier_open_step(const struct vmci_node *node, unsigned int slot,
				      struct vmci_carriage *carriage, int *result)
{
	const struct vmci_way *way = way_of(node, slot);

	*result = VMCI_SUCCESS;
	return way->open_step ? way->open_step(node, slot, carriage, result) : VMCI_STEP_DONE;
}

enum vmci_step vmci_carrier_close_step(const struct vmci_node *node, unsigned int slot,
				       struct vmci_carriage *carriage)
{
	const struct vmci_way *way = way_of(node, slot);

	return way->close_step ? way->close_step(node, carriage) : VMCI_STEP_DONE;
}

void vmci_own_rings_begin(const struct vmci_way *way, const struct vmci_node *node,
			  unsigned int slot)
{
	struct vmci_ring_pair rings;

	way->rings(node, slot, &rings);
	vmci_ring_pair_init(&rings);
	way->keep(node, slot, &rings);
}

void vmci_own_rings_resume(const struct vmci_stack_socket *socket, struct vmci_ring_pair *rings)
{
	rings->produce.tail = socket->indexes.produce_tail;
	rings->consume.head = socket->indexes.produce_head;
	rings->consume.tail = socket->indexes.consume_tail;
	rings->produce.head = socket->indexes.consume_head;
}

void vmci_own_rings_keep(const struct vmci_node *node, unsigned int slot,
			 const struct vmci_ring_pair *rings)
{
	struct vmci_ring_indexes *indexes = &node->stack->sockets[slot].indexes;

	indexes->produce_tail = rings->produce.tail;
	indexes->produce_head = rings->consume.head;
	indexes->consume_tail = rings->consume.tail;
	indexes->consume_head = rings->produce.head;
}

void vmci_carrier_rings(const struct vmci_node *node, unsigned int slot,
			struct vmci_ring_pair *rings)
{
	way_of(node, slot)->rings(node, slot, rings);
}

void vmci_carrier_keep(const struct vmci_node *node, unsigned int slot,
		       const struct vmci_ring_pair *rings)
{
	way_of(node, slot)->keep(node, slot, rings);
}
