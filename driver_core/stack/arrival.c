// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What happens to sockets, as it comes. */
#include "arrival.h"
#include "../event.h"
#include "../vsock/role.h"

static void keep_packet(struct vmci_stack *stack, const struct vmci_packet *packet)
{
	unsigned int slot;

	vmci_hal_lock(&stack->lock);
	if (stack->ports.transports.present != 0 &&
	    vmci_inbox_append(&stack->inbox, packet) < VMCI_SUCCESS) {
		slot = vmci_stack_find(stack, packet);
		if (slot != VMCI_SOCKETS_MAX &&
		    vmci_connection_is_from_peer(&stack->sockets[slot].connection, packet))
			vmci_stack_note(stack, slot, VMCI_NOTE_PACKET_LOST);
	}
	vmci_hal_unlock(&stack->lock);
	vmci_hal_stack_work(stack->platform);
}

void vmci_stack_packet_arrived(struct vmci_stack *stack, const void *datagram, vmci_u64 size)
{
	struct vmci_packet_msg msg;
	struct vmci_packet packet;

	if (size < sizeof(msg))
		return;
	__builtin_memcpy(&msg, datagram, sizeof(msg));
	if (vmci_packet_check(&msg.header) < VMCI_SUCCESS)
		return;
	vmci_packet_read(&msg, &packet);
	keep_packet(stack, &packet);
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
