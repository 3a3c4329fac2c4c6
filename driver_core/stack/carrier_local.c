// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Connections within the machine: local queue pairs, and its inbox. */
#include "ways.h"

void vmci_local_ask(struct vmci_queue_pair_operation *pair)
{
	pair->flags |= VMCI_QUEUE_PAIR_LOCAL;
}

int vmci_local_post(struct vmci_stack *stack, const struct vmci_packet *packet)
{
	struct vmci_packet posted = *packet;

	if (posted.src_context == VMCI_ID_INVALID)
		posted.src_context = stack->ports.transports.guest_cid;
	return vmci_inbox_append(&stack->inbox, VMCI_TRANSPORT_LOCAL, &posted);
}
