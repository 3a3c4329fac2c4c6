/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Events: what the payload of each must hold, and who has subscribed to which.
 *
 * A subscription has a slot, a number below VMCI_SUBSCRIPTIONS_MAX. Whoever delivers an event goes
 * through its subscribers, takes a reference of each, calls its callback without the lock and gives
 * the reference back. Whoever unsubscribes owns the slot until it is unused and released: then its
 * callback does not run any more.
 *
 * A table of subscriptions is a plain value: it can be copied and compared, and two that have the
 * same subscriptions in the same slots, and the same id next, are the same bytes. The caller holds
 * the lock that guards it.
 */
#ifndef VMCI_CORE_EVENT_H
#define VMCI_CORE_EVENT_H

#include "limits.h"
#include "result.h"
#include "wire.h"

/* The events that a guest is told of. */
enum vmci_event {
	VMCI_EVENT_CONTEXT_ID_UPDATE = 0,
	VMCI_EVENT_CONTEXT_REMOVED = 1,
	VMCI_EVENT_QUEUE_PAIR_RESUMED = 2,
	VMCI_EVENT_PEER_ATTACH = 3,
	VMCI_EVENT_PEER_DETACH = 4
};

/* The longest payload of an event's datagram, in bytes. */
#define VMCI_EVENT_PAYLOAD_MAX 24u

enum vmci_subscription_state {
	VMCI_SUBSCRIPTION_FREE = 0,
	VMCI_SUBSCRIPTION_ACTIVE = 1,
	VMCI_SUBSCRIPTION_REMOVED = 2
};

/* A slot. One that is free is all zero bytes. */
struct vmci_subscription {
	vmci_u32 id;
	vmci_u32 event;
	vmci_u32 client; /* the subscriber's own number, by which it knows what to call */
	vmci_table_count references;
	vmci_table_index state; /* enum vmci_subscription_state */
};

struct vmci_subscriptions {
	struct vmci_subscription slots[VMCI_SUBSCRIPTIONS_MAX];
	vmci_u32 next_id; /* not 0, where the search for an id begins */
};

/*
 * Whether a datagram with `payload_size` bytes of payload holds all of an event: struct
 * vmci_event_data, and behind it what belongs to that event. `event` comes from the payload; who
 * could not read it gives any.
 *
 * VMCI_ERROR_INVALID_ARGS: the payload is too short for the event or for any, or longer than
 * VMCI_EVENT_PAYLOAD_MAX; VMCI_ERROR_EVENT_UNKNOWN: no guest is told of such an event.
 */
int vmci_event_check(vmci_u32 event, vmci_u64 payload_size);

/* Begins with no subscriptions. */
void vmci_subscriptions_init(struct vmci_subscriptions *table);

/*
 * Subscribes to an event. The id is not 0 and no other slot's; ids are given out in turn, through
 * their whole range.
 *
 * VMCI_ERROR_EVENT_UNKNOWN: there is no such event; VMCI_ERROR_NO_RESOURCES: no slot is free. On an
 * error nothing changes. There are more ids than slots: who gets a slot gets an id.
 */
int vmci_subscriptions_add(struct vmci_subscriptions *table, vmci_u32 event, vmci_u32 client,
			   vmci_u32 *id);

/*
 * Finds the next subscriber of an event and takes a reference of it. *cursor is 0 at first and then
 * left to this function. Others may subscribe and unsubscribe between two calls: a subscriber that
 * is there from the first to the last is found exactly once.
 *
 * VMCI_ERROR_NOT_FOUND: there are no more; VMCI_ERROR_NO_RESOURCES: the next one has
 * VMCI_TABLE_COUNT_MAX references already, and the call after this one goes on behind it. On an error *slot is left
 * alone.
 */
int vmci_subscriptions_next(struct vmci_subscriptions *table, vmci_u32 event, unsigned int *cursor,
			    unsigned int *slot);

/*
 * Gives a reference back. Nonzero if it was the last one of a subscription that has been removed:
 * whoever waits for that is to be woken. Unless so, the slot is not the caller's any more.
 */
int vmci_subscriptions_put(struct vmci_subscriptions *table, unsigned int slot);

/*
 * Removes a subscription: it is not found any more. The slot is the caller's, to release once it is
 * unused. VMCI_ERROR_NOT_FOUND: there is none of that id, or it was removed before; *slot is left
 * alone.
 */
int vmci_subscriptions_remove(struct vmci_subscriptions *table, vmci_u32 id, unsigned int *slot);

/* Whether a subscription has no references. Once it has been removed it gets none any more. */
int vmci_subscriptions_unused(const struct vmci_subscriptions *table, unsigned int slot);

/* Frees the slot of a subscription that has been removed and is unused. */
void vmci_subscriptions_release(struct vmci_subscriptions *table, unsigned int slot);

#endif
