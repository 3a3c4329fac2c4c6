// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* How sockets come to the machine as a host, and part from it. */
#include "attach_host.h"

#ifdef VMCI_HAL_HOST

#include "../event.h"
#include "attach.h"

enum attach_host_phase {
	ATTACH_PROGRAM,
	ATTACH_SUBSCRIPTION,
	ATTACH_UP,
	ATTACH_PROGRAM_UNDO,
	ATTACHED_UP
};

enum part_host_phase { PART_UP = ATTACHED_UP, PART_UP_WAIT, PART_PROGRAM, PART_SUBSCRIPTION };

static void begin_program_destroy(struct vmci_stack_host_attachment *attachment)
{
	attachment->destroy.handle = attachment->endpoint;
	attachment->destroy.result = VMCI_SUCCESS;
	attachment->destroy.phase = 0;
	attachment->destroy.slot = 0;
}

/*
 * Trusted, as a socket's handshake reaches whom its owner may not speak to, and no more: a queue
 * pair is made with the rights of the socket.
 */
static int create_program(const struct vmci_node *node,
			  struct vmci_stack_host_attachment *attachment)
{
	return vmci_program_endpoint_create(
		node->host, VMCI_PACKET_RESOURCE, 0, VMCI_PRIVILEGE_TRUSTED,
		vmci_hal_stack_guest_packets(node->stack->platform), &attachment->endpoint);
}

static int subscribe(const struct vmci_node *node, struct vmci_stack_host_attachment *attachment)
{
	return vmci_host_subscribe(node->host, VMCI_EVENT_PEER_DETACH,
				   vmci_hal_stack_guest_events(node->stack->platform),
				   &attachment->subscription);
}

enum vmci_step vmci_stack_attach_host_step(const struct vmci_node *node,
					   struct vmci_stack_host_attachment *attachment)
{
	switch ((enum attach_host_phase)attachment->phase) {
	case ATTACH_PROGRAM:
		attachment->result = create_program(node, attachment);
		if (attachment->result < VMCI_SUCCESS)
			return VMCI_STEP_DONE;
		attachment->phase = ATTACH_SUBSCRIPTION;
		return VMCI_STEP_AGAIN;
	case ATTACH_SUBSCRIPTION:
		attachment->result = subscribe(node, attachment);
		begin_program_destroy(attachment);
		attachment->phase =
			attachment->result < VMCI_SUCCESS ? ATTACH_PROGRAM_UNDO : ATTACH_UP;
		return VMCI_STEP_AGAIN;
	case ATTACH_UP:
	case ATTACHED_UP:
		vmci_stack_add_transport(node->stack, VMCI_TRANSPORT_HOST_TO_GUEST,
					 VMCI_ID_INVALID);
		attachment->phase = ATTACHED_UP;
		return VMCI_STEP_DONE;
	case ATTACH_PROGRAM_UNDO:
		break;
	}
	return vmci_program_endpoint_destroy_step(node->host, &attachment->destroy);
}

static void begin_host_unsubscribe(struct vmci_stack_host_attachment *attachment)
{
	attachment->unsubscribe.id = attachment->subscription;
	attachment->unsubscribe.result = VMCI_SUCCESS;
	attachment->unsubscribe.phase = 0;
	attachment->unsubscribe.slot = 0;
}

enum vmci_step vmci_stack_part_host_step(const struct vmci_node *node,
					 struct vmci_stack_host_attachment *attachment)
{
	enum vmci_step step;

	switch ((enum part_host_phase)attachment->phase) {
	case PART_UP:
		vmci_stack_lose_transport(node->stack, VMCI_TRANSPORT_HOST_TO_GUEST);
		begin_program_destroy(attachment);
		begin_host_unsubscribe(attachment);
		attachment->phase = PART_UP_WAIT;
		return VMCI_STEP_AGAIN;
	case PART_UP_WAIT:
		if (!vmci_stack_has_left(node->stack))
			return VMCI_STEP_WAIT;
		attachment->phase = PART_PROGRAM;
		return VMCI_STEP_AGAIN;
	case PART_PROGRAM:
		step = vmci_program_endpoint_destroy_step(node->host, &attachment->destroy);
		if (step != VMCI_STEP_DONE)
			return step;
		attachment->phase = PART_SUBSCRIPTION;
		return VMCI_STEP_AGAIN;
	case PART_SUBSCRIPTION:
		break;
	}
	step = vmci_host_unsubscribe_step(node->host, &attachment->unsubscribe);
	attachment->result = VMCI_SUCCESS;
	return step;
}

#endif
