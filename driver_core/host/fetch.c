// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Fetching what waits for a virtual machine. */
#include "fetch.h"
#include "mailbox.h"
#include "notify.h"
#include "table.h"

/* How many bytes come next: an event's, or a datagram's. With the broker's lock held, as below. */
static vmci_u64 next_size(const struct vmci_host *host, unsigned int slot)
{
	if (host->broker.contexts[slot].events)
		return sizeof(struct vmci_event_queue_pair_msg);
	if (host->broker.contexts[slot].id == VMCI_CONTEXT_HOST)
		return 0;
	return vmci_mailbox_next_size(host->broker.host, &host->contexts[slot].mailbox);
}

static int fetch_next(struct vmci_host *host, unsigned int slot, struct vmci_fetch *fetch)
{
	vmci_u64 size = next_size(host, slot);

	if (size == 0)
		return VMCI_ERROR_NO_MORE_DATAGRAMS;
	fetch->size = size;
	if (size > fetch->room)
		return VMCI_ERROR_NO_MEM;
	fetch->is_event = vmci_broker_tell_next(&host->broker, slot, &fetch->event) >= VMCI_SUCCESS;
	if (!fetch->is_event)
		fetch->kept = vmci_mailbox_take(host->broker.host, &host->contexts[slot].mailbox);
	fetch->next = next_size(host, slot);
	vmci_host_lower_notify(host, slot);
	return VMCI_SUCCESS;
}

int vmci_host_fetch(struct vmci_host *host, struct vmci_fetch *fetch)
{
	unsigned int slot;
	int result = VMCI_ERROR_INVALID_ARGS;

	vmci_hal_lock(&host->broker.lock);
	slot = vmci_broker_find_context(&host->broker, fetch->context);
	if (slot != VMCI_CONTEXTS_MAX)
		result = fetch_next(host, slot, fetch);
	vmci_hal_unlock(&host->broker.lock);
	return result;
}
