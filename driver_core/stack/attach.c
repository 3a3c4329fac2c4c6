// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* How sockets come to the driver of the device, and part from it. */
#include "attach.h"
#include "../event.h"

enum attach_phase {
	ATTACH_ENDPOINT,
	ATTACH_EVENTS,
	ATTACH_CONTEXT,
	ATTACH_TRANSPORTS,
	ATTACH_UNDO,
	ATTACHED
};

enum part_phase { PART_TELL = ATTACHED, PART_WAIT, PART_ENDPOINT, PART_EVENTS };

static void begin_destroy(struct vmci_stack_attachment *attachment)
{
	attachment->destroy.handle = attachment->endpoint;
	attachment->destroy.result = VMCI_SUCCESS;
	attachment->destroy.phase = 0;
	attachment->destroy.slot = 0;
}

/* What comes before there are transports finds no socket that is bound to a context. */
static int create_endpoint(const struct vmci_node *node, struct vmci_stack_attachment *attachment)
{
	return vmci_endpoint_create(
		node->guest, VMCI_PACKET_RESOURCE, VMCI_ENDPOINT_FLAG_ANY_CONTEXT,
		vmci_hal_stack_packets(node->stack->platform), &attachment->endpoint);
}

static unsigned char behind(const struct vmci_stack_attachment *attachment, enum attach_phase good,
			    enum attach_phase bad)
{
	return (unsigned char)(attachment->result < VMCI_SUCCESS ? bad : good);
}

enum vmci_step vmci_stack_attach_step(const struct vmci_node *node,
				      struct vmci_stack_attachment *attachment)
{
	switch ((enum attach_phase)attachment->phase) {
	case ATTACH_ENDPOINT:
		attachment->result = create_endpoint(node, attachment);
		attachment->phase = behind(attachment, ATTACH_EVENTS, ATTACH_ENDPOINT);
		return attachment->result < VMCI_SUCCESS ? VMCI_STEP_DONE : VMCI_STEP_AGAIN;
	case ATTACH_EVENTS:
		attachment->result = vmci_subscribe(node->guest, VMCI_EVENT_CONTEXT_ID_UPDATE,
						    vmci_hal_stack_events(node->stack->platform),
						    &attachment->subscription);
		begin_destroy(attachment);
		attachment->phase = behind(attachment, ATTACH_CONTEXT, ATTACH_UNDO);
		return VMCI_STEP_AGAIN;
	case ATTACH_CONTEXT:
		/* One that changes behind this is told by the event. */
		attachment->context = vmci_guest_context(node->guest);
		attachment->phase = ATTACH_TRANSPORTS;
		return VMCI_STEP_AGAIN;
	case ATTACH_TRANSPORTS:
	case ATTACHED:
		vmci_stack_add_transport(node->stack, VMCI_TRANSPORT_GUEST_TO_HOST,
					 attachment->context);
		attachment->phase = ATTACHED;
		return VMCI_STEP_DONE;
	case ATTACH_UNDO:
		break;
	}
	return vmci_endpoint_destroy_step(node->guest, &attachment->destroy);
}

/*
 * Nobody connects any more, and what has come opens no child; who is connected, or on his way, is
 * told by the work.
 */
void vmci_stack_lose_transport(struct vmci_stack *stack, unsigned int lost)
{
	struct vmci_transports *transports = &stack->ports.transports;
	unsigned int i;
	int noted;

	vmci_hal_lock(&stack->lock);
	transports->present &= (unsigned short)~lost;
	if (!(transports->present & VMCI_STACK_OUTWARD)) {
		transports->present = 0;
		vmci_inbox_init(&stack->inbox);
	}
	noted = vmci_stack_note_datagrams(stack);
	for (i = 0; i < VMCI_SOCKETS_MAX; i++) {
		if (stack->ports.sockets[i].transport & ~transports->present)
			noted |= vmci_stack_note(stack, i, VMCI_NOTE_TRANSPORT_GONE);
	}
	vmci_hal_unlock(&stack->lock);
	if (noted)
		vmci_hal_stack_work(stack->platform);
}

/* Whether a socket goes by a transport that the machine does not have; one for datagrams may. */
static int is_concerned(const struct vmci_stack *stack, unsigned int slot)
{
	return stack->ports.sockets[slot].type == VMCI_SOCKET_DATAGRAM ||
	       (stack->ports.sockets[slot].transport & ~stack->ports.transports.present) != 0;
}

int vmci_stack_has_left(struct vmci_stack *stack)
{
	unsigned int i;
	int left = 1;

	vmci_hal_lock(&stack->lock);
	for (i = 0; i < VMCI_SOCKETS_MAX; i++) {
		const struct vmci_stack_socket *socket = &stack->sockets[i];

		if (!is_concerned(stack, i))
			continue;
		if (socket->connection.pair != VMCI_CONNECTION_NO_PAIR ||
		    (socket->endpoints & ~stack->ports.transports.present) ||
		    (socket->flags & VMCI_STACK_OWNED) ||
		    (socket->notes & (VMCI_NOTE_TRANSPORT_GONE | VMCI_NOTE_ENDPOINT)))
			left = 0;
	}
	vmci_hal_unlock(&stack->lock);
	return left;
}

static void begin_unsubscribe(struct vmci_stack_attachment *attachment)
{
	attachment->unsubscribe.id = attachment->subscription;
	attachment->unsubscribe.result = VMCI_SUCCESS;
	attachment->unsubscribe.phase = 0;
	attachment->unsubscribe.slot = 0;
}

enum vmci_step vmci_stack_part_step(const struct vmci_node *node,
				    struct vmci_stack_attachment *attachment)
{
	enum vmci_step step;

	switch ((enum part_phase)attachment->phase) {
	case PART_TELL:
		vmci_stack_lose_transport(node->stack, VMCI_TRANSPORT_GUEST_TO_HOST);
		begin_destroy(attachment);
		begin_unsubscribe(attachment);
		attachment->phase = PART_WAIT;
		return VMCI_STEP_AGAIN;
	case PART_WAIT:
		if (!vmci_stack_has_left(node->stack))
			return VMCI_STEP_WAIT;
		attachment->phase = PART_ENDPOINT;
		return VMCI_STEP_AGAIN;
	case PART_ENDPOINT:
		step = vmci_endpoint_destroy_step(node->guest, &attachment->destroy);
		if (step != VMCI_STEP_DONE)
			return step;
		attachment->phase = PART_EVENTS;
		return VMCI_STEP_AGAIN;
	case PART_EVENTS:
		break;
	}
	step = vmci_unsubscribe_step(node->guest, &attachment->unsubscribe);
	attachment->result = VMCI_SUCCESS;
	return step;
}
