// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Telling peers, and those who wait. */
#include "notice.h"

#define SENDS                                                                                      \
	(VMCI_NOTIFY_SEND_WROTE | VMCI_NOTIFY_SEND_READ | VMCI_NOTIFY_SEND_WAITING_READ |          \
	 VMCI_NOTIFY_SEND_WAITING_WRITE)
#define WAKES (VMCI_NOTIFY_WAKE_READER | VMCI_NOTIFY_WAKE_WRITER)

void vmci_notice_init(struct vmci_notice *notice)
{
	vmci_carriage_init(&notice->carriage);
	notice->generation = 0;
	notice->offset = 0;
	notice->actions = 0;
	notice->unsent = 0;
}

int vmci_notice_view(const struct vmci_stack *stack, unsigned int slot,
		     const struct vmci_ring_pair *rings, struct vmci_notify_view *view)
{
	const struct vmci_connection *connection = &stack->sockets[slot].connection;
	vmci_u64 ready = 0;
	vmci_u64 sent = 0;
	int result = vmci_ring_consume_buf_ready(rings, &ready);

	if (result >= VMCI_SUCCESS)
		result = vmci_ring_produce_buf_ready(rings, &sent);
	if (result < VMCI_SUCCESS)
		return result;
	view->ready = ready;
	view->taken = stack->sockets[slot].taken.length;
	view->sent = sent;
	view->head = rings->produce.head;
	view->tail = rings->produce.tail;
	view->shutdown = connection->shutdown;
	view->peer_shutdown = connection->peer_shutdown;
	return VMCI_SUCCESS;
}

void vmci_notice_begin(struct vmci_stack *stack, unsigned int slot,
		       const struct vmci_notify_outcome *outcome, struct vmci_notice *notice)
{
	stack->sockets[slot].notify = outcome->notify;
	notice->generation = outcome->generation;
	notice->offset = outcome->offset;
	notice->actions = outcome->actions & (SENDS | WAKES);
	if (outcome->actions & VMCI_NOTIFY_TAKE)
		notice->actions |= VMCI_NOTIFY_WAKE_READER;
}

/* The packet that an action sends. */
static void make_packet(const struct vmci_connection *connection, const struct vmci_notice *notice,
			unsigned int action, struct vmci_packet *packet)
{
	vmci_packet_init(packet);
	packet->type = action == VMCI_NOTIFY_SEND_WROTE		 ? VMCI_PACKET_WROTE
		       : action == VMCI_NOTIFY_SEND_READ	 ? VMCI_PACKET_READ
		       : action == VMCI_NOTIFY_SEND_WAITING_READ ? VMCI_PACKET_WAITING_READ
								 : VMCI_PACKET_WAITING_WRITE;
	packet->src_context = connection->local_context;
	packet->src_port = connection->local_port;
	packet->dst_context = connection->remote_context;
	packet->dst_port = connection->remote_port;
	if (vmci_packet_has_place(packet->type)) {
		packet->generation = notice->generation;
		packet->offset = notice->offset;
	}
}

static enum vmci_step send_one(const struct vmci_node *node, unsigned int slot,
			       struct vmci_notice *notice)
{
	unsigned int action = notice->actions & (0u - notice->actions);
	unsigned int transport = node->stack->ports.sockets[slot].transport;
	struct vmci_packet packet;
	int result = VMCI_SUCCESS;
	enum vmci_step step;

	make_packet(&node->stack->sockets[slot].connection, notice, action, &packet);
	step = vmci_carrier_send_step(node, transport, &packet, &notice->carriage, &result);
	if (step != VMCI_STEP_DONE)
		return step;
	notice->actions &= ~action;
	if (result < VMCI_SUCCESS)
		notice->unsent |= action;
	return VMCI_STEP_AGAIN;
}

enum vmci_step vmci_notice_step(const struct vmci_node *node, unsigned int slot,
				struct vmci_notice *notice)
{
	if (notice->actions & SENDS)
		return send_one(node, slot, notice);
	if (notice->unsent)
		vmci_notify_not_sent(&node->stack->sockets[slot].notify, notice->unsent);
	if (notice->actions & WAKES)
		vmci_hal_socket_wake(node->stack->platform, slot);
	vmci_notice_init(notice);
	return VMCI_STEP_DONE;
}
