// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Programs of a host and the events that they hear of. */
#include "subscriber.h"

enum host_unsubscribe_phase { HOST_UNSUBSCRIBE_REMOVE, HOST_UNSUBSCRIBE_WAIT };

enum announcement_phase {
	ANNOUNCEMENT_FIND,
	ANNOUNCEMENT_CALL,
	ANNOUNCEMENT_PUT,
	ANNOUNCEMENT_WAKE
};

int vmci_host_subscribe(struct vmci_host *host, vmci_u32 event, vmci_host_callback callback,
			vmci_u32 *id)
{
	struct vmci_subscriptions *table = &host->subscriptions;
	unsigned int slot = 0;
	int result;

	vmci_hal_lock(&host->broker.lock);
	result = vmci_subscriptions_add(table, event, 0, id);
	if (result >= VMCI_SUCCESS) {
		while (table->slots[slot].id != *id)
			slot++;
		host->subscribers[slot] = callback;
	}
	vmci_hal_unlock(&host->broker.lock);
	return result;
}

static int begin_unsubscribe(struct vmci_host *host, struct vmci_host_unsubscribe *unsubscribe)
{
	unsigned int slot = 0;
	int result;

	vmci_hal_lock(&host->broker.lock);
	result = vmci_subscriptions_remove(&host->subscriptions, unsubscribe->id, &slot);
	vmci_hal_unlock(&host->broker.lock);
	unsubscribe->slot = (vmci_table_index)slot;
	return result;
}

static int try_release_subscriber(struct vmci_host *host, unsigned int slot)
{
	int unused;

	vmci_hal_lock(&host->broker.lock);
	unused = vmci_subscriptions_unused(&host->subscriptions, slot);
	if (unused) {
		host->subscribers[slot] = vmci_hal_host_no_callback();
		vmci_subscriptions_release(&host->subscriptions, slot);
	}
	vmci_hal_unlock(&host->broker.lock);
	return unused;
}

enum vmci_step vmci_host_unsubscribe_step(struct vmci_host *host,
					  struct vmci_host_unsubscribe *unsubscribe)
{
	switch ((enum host_unsubscribe_phase)unsubscribe->phase) {
	case HOST_UNSUBSCRIBE_REMOVE:
		unsubscribe->result = begin_unsubscribe(host, unsubscribe);
		if (unsubscribe->result < VMCI_SUCCESS)
			return VMCI_STEP_DONE;
		unsubscribe->phase = HOST_UNSUBSCRIBE_WAIT;
		return VMCI_STEP_AGAIN;
	case HOST_UNSUBSCRIBE_WAIT:
		break;
	}
	return try_release_subscriber(host, unsubscribe->slot) ? VMCI_STEP_DONE : VMCI_STEP_WAIT;
}

/* The next subscriber; who has too many references already is passed over. Zero: none is left. */
static int next_subscriber(struct vmci_host *host, const void *payload,
			   struct vmci_announcement *announcement)
{
	vmci_u32 event = ((const struct vmci_event_data *)payload)->event;
	unsigned int cursor = announcement->cursor;
	unsigned int slot = 0;
	int result;

	vmci_hal_lock(&host->broker.lock);
	do
		result = vmci_subscriptions_next(&host->subscriptions, event, &cursor, &slot);
	while (result == VMCI_ERROR_NO_RESOURCES);
	if (result >= VMCI_SUCCESS)
		announcement->callback = host->subscribers[slot];
	vmci_hal_unlock(&host->broker.lock);
	announcement->cursor = (vmci_table_index)cursor;
	announcement->slot = (vmci_table_index)slot;
	return result >= VMCI_SUCCESS;
}

static int put_announced(struct vmci_host *host, unsigned int slot)
{
	int last;

	vmci_hal_lock(&host->broker.lock);
	last = vmci_subscriptions_put(&host->subscriptions, slot);
	vmci_hal_unlock(&host->broker.lock);
	return last;
}

enum vmci_step vmci_announce_step(struct vmci_host *host, const void *payload, vmci_u64 size,
				  struct vmci_announcement *announcement)
{
	switch ((enum announcement_phase)announcement->phase) {
	case ANNOUNCEMENT_FIND:
		if (!next_subscriber(host, payload, announcement))
			return VMCI_STEP_DONE;
		announcement->phase = ANNOUNCEMENT_CALL;
		return VMCI_STEP_AGAIN;
	case ANNOUNCEMENT_CALL:
		vmci_hal_host_event_happened(host->broker.host, announcement->callback, payload,
					     size);
		announcement->phase = ANNOUNCEMENT_PUT;
		return VMCI_STEP_AGAIN;
	case ANNOUNCEMENT_PUT:
		announcement->phase = ANNOUNCEMENT_FIND;
		if (put_announced(host, announcement->slot))
			announcement->phase = ANNOUNCEMENT_WAKE;
		return VMCI_STEP_AGAIN;
	case ANNOUNCEMENT_WAKE:
		break;
	}
	vmci_hal_host_wake(host->broker.host);
	announcement->phase = ANNOUNCEMENT_FIND;
	return VMCI_STEP_AGAIN;
}
