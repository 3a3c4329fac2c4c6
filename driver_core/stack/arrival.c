// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What happens to sockets, as it comes. */
#include "arrival.h"
#include "../event.h"
#include "../vsock/role.h"
#include "datagram.h"

static void keep_packet(struct vmci_stack *stack, unsigned int transport,
			const struct vmci_packet *packet)
{
	unsigned int slot;

	vmci_hal_lock(&stack->lock);
	if ((stack->ports.transports.present & transport) &&
	    vmci_inbox_append(&stack->inbox, transport, packet) < VMCI_SUCCESS) {
		slot = vmci_stack_find(stack, transport, packet);
		if (slot != VMCI_SOCKETS_MAX &&
		    vmci_connection_is_from_peer(&stack->sockets[slot].connection, packet))
			vmci_stack_note(stack, slot, VMCI_NOTE_PACKET_LOST);
	}
	vmci_hal_unlock(&stack->lock);
	vmci_hal_stack_work(stack->platform);
}

static void arrive(struct vmci_stack *stack, const void *datagram, vmci_u64 size,
		   unsigned int transport)
{
	int is_host = transport == VMCI_TRANSPORT_HOST_TO_GUEST;
	struct vmci_packet_msg msg;
	struct vmci_packet packet;

	if (size < sizeof(msg.header))
		return;
	__builtin_memcpy(&msg.header, datagram, sizeof(msg.header));
	if (msg.header.dst.resource != VMCI_PACKET_RESOURCE) {
		vmci_datagram_arrived(stack, is_host ? VMCI_CID_HOST : VMCI_CID_ANY, datagram,
				      size);
		return;
	}
	if (size < sizeof(msg))
		return;
	__builtin_memcpy(&msg, datagram, sizeof(msg));
	if (vmci_packet_check(&msg.header) < VMCI_SUCCESS)
		return;
	vmci_packet_read(&msg, &packet);
	if ((packet.dst_context == VMCI_CONTEXT_HOST) == is_host)
		keep_packet(stack, transport, &packet);
}

void vmci_stack_packet_arrived(struct vmci_stack *stack, const void *datagram, vmci_u64 size)
{
	arrive(stack, datagram, size, VMCI_TRANSPORT_GUEST_TO_HOST);
}

void vmci_stack_guest_packet_arrived(struct vmci_stack *stack, const void *datagram, vmci_u64 size)
{
	arrive(stack, datagram, size, VMCI_TRANSPORT_HOST_TO_GUEST);
}

void vmci_stack_event_happened(struct vmci_stack *stack)
{
	vmci_hal_lock(&stack->lock);
	stack->moved = 1;
	vmci_hal_unlock(&stack->lock);
	vmci_hal_stack_work(stack->platform);
}

void vmci_stack_peer_changed(struct vmci_stack *stack, unsigned int slot, unsigned int event)
{
	unsigned int what = 0;
	int noted;

	if (event == VMCI_EVENT_PEER_DETACH)
		what = VMCI_NOTE_PEER_DETACHED;
	if (event == VMCI_EVENT_QUEUE_PAIR_RESUMED)
		what = VMCI_NOTE_RESUMED;
	vmci_hal_lock(&stack->lock);
	noted = vmci_stack_note(stack, slot, what);
	vmci_hal_unlock(&stack->lock);
	if (noted)
		vmci_hal_stack_work(stack->platform);
}

/* Whether a socket has such a pair with a virtual machine, or is about to. With the lock held. */
static int is_of_pair(const struct vmci_stack *stack, unsigned int slot,
		      const struct vmci_event_payload_queue_pair *pair)
{
	const struct vmci_connection *connection = &stack->sockets[slot].connection;

	return stack->ports.sockets[slot].transport == VMCI_TRANSPORT_HOST_TO_GUEST &&
	       connection->pair != VMCI_CONNECTION_NO_PAIR &&
	       connection->handle.context == pair->handle.context &&
	       connection->handle.resource == pair->handle.resource &&
	       connection->remote_context == pair->peer_id;
}

void vmci_stack_guest_left(struct vmci_stack *stack, const void *payload, vmci_u64 size)
{
	const struct vmci_event_data *event = (const struct vmci_event_data *)payload;
	struct vmci_event_payload_queue_pair pair;
	unsigned int i;
	int noted = 0;

	if (size < sizeof(*event) + sizeof(pair) || event->event != VMCI_EVENT_PEER_DETACH)
		return;
	__builtin_memcpy(&pair, event + 1, sizeof(pair));
	vmci_hal_lock(&stack->lock);
	for (i = 0; i < VMCI_SOCKETS_MAX; i++) {
		if (is_of_pair(stack, i, &pair))
			noted |= vmci_stack_note(stack, i, VMCI_NOTE_PEER_DETACHED);
	}
	vmci_hal_unlock(&stack->lock);
	if (noted)
		vmci_hal_stack_work(stack->platform);
}

void vmci_stack_memory_back(struct vmci_stack *stack)
{
	unsigned int i;
	int noted = 0;

	vmci_hal_lock(&stack->lock);
	for (i = 0; i < VMCI_SOCKETS_MAX; i++) {
		if (!(stack->sockets[i].flags & VMCI_STACK_AWAY))
			continue;
		stack->sockets[i].flags &= (unsigned char)~VMCI_STACK_AWAY;
		noted |= vmci_stack_note(stack, i, VMCI_NOTE_MEMORY_BACK);
	}
	vmci_hal_unlock(&stack->lock);
	if (noted)
		vmci_hal_stack_work(stack->platform);
	vmci_hal_stack_wake(stack->platform);
}

/* One that runs again has expired for an earlier start. Who pauses is woken. */
void vmci_stack_timer_expired(struct vmci_stack *stack, unsigned int slot)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];
	int noted = 0;

	vmci_hal_lock(&stack->lock);
	if ((socket->flags & VMCI_STACK_TIMED) && !vmci_hal_timer_runs(&socket->timer)) {
		socket->flags &= (unsigned char)~VMCI_STACK_TIMED;
		noted = vmci_stack_note(stack, slot, VMCI_NOTE_TIMER);
	}
	vmci_hal_unlock(&stack->lock);
	if (noted)
		vmci_hal_stack_work(stack->platform);
	vmci_hal_stack_wake(stack->platform);
}
