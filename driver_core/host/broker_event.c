// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What parties of pairs are told of each other. */
#include "../datagram.h"
#include "table.h"

/* Every byte of it. */
static void write_event(struct vmci_event_queue_pair_msg *message, vmci_u32 context,
			const struct vmci_pair *pair, enum vmci_event event)
{
	message->header.dst.context = context;
	message->header.dst.resource = 0; /* of a guest: the handler of its events */
	message->header.src.context = VMCI_CONTEXT_HYPERVISOR;
	message->header.src.resource = 0;
	message->header.payload_size = sizeof(*message) - VMCI_DATAGRAM_HEADER_SIZE;
	message->event.event = (vmci_u32)event;
	message->event.reserved = 0;
	message->payload.handle = pair->handle;
	message->payload.peer_id = pair->creator == context ? pair->attacher : pair->creator;
	message->payload.reserved = 0;
}

/* Tells the first thing that a context is owed of a pair. With the broker's lock held. */
static void tell(struct vmci_broker *broker, unsigned int slot, vmci_u32 context,
		 struct vmci_event_queue_pair_msg *message)
{
	const struct vmci_pair *pair = &broker->pairs[slot].pair;

	if (vmci_broker_owed(broker, slot, context) & VMCI_BROKER_OWES_ATTACH) {
		write_event(message, context, pair, VMCI_EVENT_PEER_ATTACH);
		vmci_broker_settle(broker, slot, context, VMCI_BROKER_OWES_ATTACH);
	} else {
		write_event(message, context, pair, VMCI_EVENT_PEER_DETACH);
		vmci_broker_settle(broker, slot, context, VMCI_BROKER_OWES_DETACH);
	}
}

int vmci_broker_tell_next(struct vmci_broker *broker, unsigned int context_slot,
			  struct vmci_event_queue_pair_msg *message)
{
	vmci_u32 context = broker->contexts[context_slot].id;
	unsigned int slot = 0;

	if (!broker->contexts[context_slot].events)
		return VMCI_ERROR_NO_MORE_DATAGRAMS;
	while (slot < VMCI_BROKER_PAIRS_MAX && !vmci_broker_owed(broker, slot, context))
		slot++;
	if (slot == VMCI_BROKER_PAIRS_MAX)
		return VMCI_ERROR_NO_MORE_DATAGRAMS;
	tell(broker, slot, context, message);
	return VMCI_SUCCESS;
}

int vmci_broker_next_event(struct vmci_broker *broker, vmci_u32 context,
			   struct vmci_event_queue_pair_msg *message)
{
	unsigned int i;
	int result = VMCI_ERROR_INVALID_ARGS;

	vmci_hal_lock(&broker->lock);
	i = vmci_broker_find_context(broker, context);
	if (i != VMCI_CONTEXTS_MAX)
		result = vmci_broker_tell_next(broker, i, message);
	vmci_hal_unlock(&broker->lock);
	return result;
}
