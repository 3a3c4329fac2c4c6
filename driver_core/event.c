// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Events: their payloads, and the table of subscriptions, which never move from slot to slot.
 */
#include "event.h"

/* The least payload of an event in bytes; 0: there is no such event. */
static vmci_u64 event_payload_min(vmci_u32 event)
{
	switch (event) {
	case VMCI_EVENT_CONTEXT_ID_UPDATE:
	case VMCI_EVENT_CONTEXT_REMOVED:
		return sizeof(struct vmci_event_data) + sizeof(struct vmci_event_payload_context);
	case VMCI_EVENT_QUEUE_PAIR_RESUMED:
		return sizeof(struct vmci_event_data);
	case VMCI_EVENT_PEER_ATTACH:
	case VMCI_EVENT_PEER_DETACH:
		return sizeof(struct vmci_event_data) +
		       sizeof(struct vmci_event_payload_queue_pair);
	default:
		return 0;
	}
}

int vmci_event_check(vmci_u32 event, vmci_u64 payload_size)
{
	vmci_u64 least = event_payload_min(event);

	if (payload_size < sizeof(struct vmci_event_data) || payload_size > VMCI_EVENT_PAYLOAD_MAX)
		return VMCI_ERROR_INVALID_ARGS;
	if (least == 0)
		return VMCI_ERROR_EVENT_UNKNOWN;
	if (payload_size < least)
		return VMCI_ERROR_INVALID_ARGS;
	return VMCI_SUCCESS;
}

static void clear_subscription(struct vmci_subscription *subscription)
{
	subscription->id = 0;
	subscription->event = 0;
	subscription->client = 0;
	subscription->references = 0;
	subscription->state = VMCI_SUBSCRIPTION_FREE;
}

/* The slot of an id, 0 being that of a free slot; VMCI_SUBSCRIPTIONS_MAX: there is none. */
static unsigned int find_subscription(const struct vmci_subscriptions *table, vmci_u32 id)
{
	unsigned int slot = 0;

	while (slot < VMCI_SUBSCRIPTIONS_MAX && table->slots[slot].id != id)
		slot++;
	return slot;
}

static vmci_u32 subscription_id_after(vmci_u32 id)
{
	return id == 0xffffffffu ? 1 : id + 1;
}

void vmci_subscriptions_init(struct vmci_subscriptions *table)
{
	unsigned int i;

	for (i = 0; i < VMCI_SUBSCRIPTIONS_MAX; i++)
		clear_subscription(&table->slots[i]);
	table->next_id = 1;
}

int vmci_subscriptions_add(struct vmci_subscriptions *table, vmci_u32 event, vmci_u32 client,
			   vmci_u32 *id)
{
	unsigned int slot = find_subscription(table, 0);
	struct vmci_subscription *subscription;
	vmci_u32 fresh = table->next_id;

	if (event_payload_min(event) == 0)
		return VMCI_ERROR_EVENT_UNKNOWN;
	if (slot == VMCI_SUBSCRIPTIONS_MAX)
		return VMCI_ERROR_NO_RESOURCES;
	/* Each slot has but one id: there are fewer steps than slots. */
	while (find_subscription(table, fresh) < VMCI_SUBSCRIPTIONS_MAX)
		fresh = subscription_id_after(fresh);

	subscription = &table->slots[slot];
	subscription->id = fresh;
	subscription->event = event;
	subscription->client = client;
	subscription->state = VMCI_SUBSCRIPTION_ACTIVE;
	table->next_id = subscription_id_after(fresh);
	*id = fresh;
	return VMCI_SUCCESS;
}

int vmci_subscriptions_next(struct vmci_subscriptions *table, vmci_u32 event, unsigned int *cursor,
			    unsigned int *slot)
{
	while (*cursor < VMCI_SUBSCRIPTIONS_MAX) {
		unsigned int at = *cursor;
		struct vmci_subscription *subscription = &table->slots[at];

		*cursor = at + 1;
		if (subscription->state != VMCI_SUBSCRIPTION_ACTIVE || subscription->event != event)
			continue;
		if (subscription->references == VMCI_TABLE_COUNT_MAX)
			return VMCI_ERROR_NO_RESOURCES;
		subscription->references = subscription->references + 1;
		*slot = at;
		return VMCI_SUCCESS;
	}
	return VMCI_ERROR_NOT_FOUND;
}

int vmci_subscriptions_put(struct vmci_subscriptions *table, unsigned int slot)
{
	struct vmci_subscription *subscription = &table->slots[slot];

	subscription->references = subscription->references - 1;
	return subscription->state == VMCI_SUBSCRIPTION_REMOVED && subscription->references == 0;
}

int vmci_subscriptions_remove(struct vmci_subscriptions *table, vmci_u32 id, unsigned int *slot)
{
	unsigned int found = find_subscription(table, id);

	if (found == VMCI_SUBSCRIPTIONS_MAX ||
	    table->slots[found].state != VMCI_SUBSCRIPTION_ACTIVE)
		return VMCI_ERROR_NOT_FOUND;
	table->slots[found].state = VMCI_SUBSCRIPTION_REMOVED;
	*slot = found;
	return VMCI_SUCCESS;
}

int vmci_subscriptions_unused(const struct vmci_subscriptions *table, unsigned int slot)
{
	return table->slots[slot].references == 0;
}

void vmci_subscriptions_release(struct vmci_subscriptions *table, unsigned int slot)
{
	clear_subscription(&table->slots[slot]);
}
