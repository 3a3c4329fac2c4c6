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
	(void)transport;
	return &vmci_guest_way;
}

static const struct vmci_way *way_of(const struct vmci_node *node, unsigned int slot)
{
	return way_by(node->stack->ports.sockets[slot].transport);
}

struct vmci_handle vmci_carrier_name(const struct vmci_node *node, unsigned int slot)
{
	return way_of(node, slot)->name(node);
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
	return way_of(node, slot)->open_step(node, slot, carriage, result);
}

enum vmci_step vmci_carrier_close_step(const struct vmci_node *node, unsigned int slot,
				       struct vmci_carriage *carriage)
{
	return way_of(node, slot)->close_step(node, carriage);
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
