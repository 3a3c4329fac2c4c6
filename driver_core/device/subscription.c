// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Subscribing to events. */
#include "subscription.h"

enum unsubscribe_phase { UNSUBSCRIBE_REMOVE, UNSUBSCRIBE_WAIT };

int vmci_subscribe(struct vmci_guest *guest, vmci_u32 event, vmci_callback callback, vmci_u32 *id)
{
	struct vmci_subscriptions *table = &guest->subscriptions;
	unsigned int slot = 0;
	int result;

	vmci_hal_lock(&guest->tables);
	result = vmci_subscriptions_add(table, event, 0, id);
	if (result >= VMCI_SUCCESS) {
		while (table->slots[slot].id != *id)
			slot++;
		guest->subscribers[slot] = callback;
	}
	vmci_hal_unlock(&guest->tables);
	return result;
}

/* With `tables` held. */
static int release_unused_subscription(struct vmci_guest *guest, unsigned int slot)
{
	int unused = vmci_subscriptions_unused(&guest->subscriptions, slot);

	if (unused) {
		guest->subscribers[slot] = vmci_hal_no_callback();
		vmci_subscriptions_release(&guest->subscriptions, slot);
	}
	return unused;
}

/* Nonzero: nothing is left of it, or there was none. */
static int remove_subscription(struct vmci_guest *guest, struct vmci_unsubscribe *unsubscribe)
{
	unsigned int slot = 0;
	int over;

	vmci_hal_lock(&guest->tables);
	unsubscribe->result =
		vmci_subscriptions_remove(&guest->subscriptions, unsubscribe->id, &slot);
	over = unsubscribe->result < VMCI_SUCCESS || release_unused_subscription(guest, slot);
	vmci_hal_unlock(&guest->tables);
	unsubscribe->slot = (vmci_table_index)slot;
	return over;
}

static int try_release_subscription(struct vmci_guest *guest, unsigned int slot)
{
	int released;

	vmci_hal_lock(&guest->tables);
	released = release_unused_subscription(guest, slot);
	vmci_hal_unlock(&guest->tables);
	return released;
}

enum vmci_step vmci_unsubscribe_step(struct vmci_guest *guest, struct vmci_unsubscribe *unsubscribe)
{
	switch ((enum unsubscribe_phase)unsubscribe->phase) {
	case UNSUBSCRIBE_REMOVE:
		if (remove_subscription(guest, unsubscribe))
			return VMCI_STEP_DONE;
		unsubscribe->phase = UNSUBSCRIBE_WAIT;
		return VMCI_STEP_AGAIN;
	case UNSUBSCRIBE_WAIT:
		break;
	}
	return try_release_subscription(guest, unsubscribe->slot) ? VMCI_STEP_DONE : VMCI_STEP_WAIT;
}
