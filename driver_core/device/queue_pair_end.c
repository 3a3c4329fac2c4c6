// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The ends of queue pairs: telling their clients of the peer, and how they leave. */
#include "queue_pair_end.h"
#include "../event.h"
#include "../route.h"

enum leave_phase { LEAVE_WAIT, LEAVE_FREE };

static unsigned int other_end(const struct vmci_queue_pair_operation *operation)
{
	return operation->end == 0 ? 1 : 0;
}

void vmci_queue_pair_call_other(struct vmci_guest *guest,
				const struct vmci_queue_pair_operation *operation,
				unsigned int event)
{
	/* It does not leave before it has been called. */
	const struct vmci_queue_pair *pair = &guest->queue_pairs.slots[operation->slot];

	vmci_hal_peer_changed(guest->device, pair->ends[other_end(operation)].callback, event);
}

void vmci_queue_pair_called_other(struct vmci_guest *guest,
				  const struct vmci_queue_pair_operation *operation)
{
	vmci_queue_pair_told(guest, operation->slot, other_end(operation));
}

void vmci_queue_pair_told(struct vmci_guest *guest, unsigned int slot, unsigned int end)
{
	int last;

	vmci_hal_lock(&guest->tables);
	last = vmci_queue_pair_called(&guest->queue_pairs.slots[slot].ends[end]);
	vmci_hal_unlock(&guest->tables);
	if (last)
		vmci_hal_wake(guest->device);
}

/* What an event tells a client. */
static unsigned int told_by(vmci_u32 event)
{
	switch (event) {
	case VMCI_EVENT_PEER_ATTACH:
		return VMCI_QUEUE_PAIR_TOLD_ATTACH;
	case VMCI_EVENT_PEER_DETACH:
		return VMCI_QUEUE_PAIR_TOLD_DETACH;
	case VMCI_EVENT_QUEUE_PAIR_RESUMED:
		return VMCI_QUEUE_PAIR_TOLD_RESUMED;
	default:
		return VMCI_QUEUE_PAIR_TOLD_NOTHING;
	}
}

static int is_shared(const struct vmci_queue_pair *pair)
{
	return pair->state == VMCI_QUEUE_PAIR_REGISTERED && !(pair->flags & VMCI_QUEUE_PAIR_LOCAL);
}

/* Takes note that the pair of a peer is told of it, if that is the one. With `tables` held. */
static int tell_of_peer(struct vmci_guest *guest, vmci_u32 event, const void *payload,
			unsigned int *slot)
{
	struct vmci_event_payload_queue_pair about;
	struct vmci_queue_pair *pair;

	__builtin_memcpy(&about, (const unsigned char *)payload + sizeof(struct vmci_event_data),
			 sizeof(about));
	if (vmci_queue_pair_find(&guest->queue_pairs, &guest->registry, about.handle, slot) <
	    VMCI_SUCCESS)
		return 0;
	pair = &guest->queue_pairs.slots[*slot];
	if (!is_shared(pair) || (pair->peer != VMCI_ID_INVALID && pair->peer != about.peer_id))
		return 0;
	return vmci_queue_pair_tell(&pair->ends[0], told_by(event));
}

/* The hypervisor has forgotten all pairs: takes note that the next is told. With `tables` held. */
static int tell_next(struct vmci_guest *guest, vmci_u32 event, unsigned int *slot)
{
	struct vmci_queue_pair_table *table = &guest->queue_pairs;

	for (; *slot < VMCI_QUEUE_PAIRS_MAX; (*slot)++) {
		if (is_shared(&table->slots[*slot]) &&
		    vmci_queue_pair_tell(&table->slots[*slot].ends[0], told_by(event)))
			return 1;
	}
	return 0;
}

int vmci_queue_pair_find_told(struct vmci_guest *guest, vmci_u32 event, const void *payload,
			      unsigned int *slot, vmci_callback *callback)
{
	int found;

	vmci_hal_lock(&guest->tables);
	if (event == VMCI_EVENT_QUEUE_PAIR_RESUMED)
		found = tell_next(guest, event, slot);
	else
		found = tell_of_peer(guest, event, payload, slot);
	if (found)
		*callback = guest->queue_pairs.slots[*slot].ends[0].callback;
	vmci_hal_unlock(&guest->tables);
	return found;
}

/* The last one has left: the handle is free. With `tables` held. */
static void take_out(struct vmci_guest *guest, const struct vmci_queue_pair_operation *operation)
{
	unsigned int resource = 0;

	vmci_registry_remove(&guest->registry, operation->handle, VMCI_RESOURCE_QUEUE_PAIR,
			     &resource);
	vmci_registry_release(&guest->registry, resource);
	vmci_queue_pair_unregister(&guest->queue_pairs, operation->slot);
}

/*
 * Ends are left under the lock, so of two that leave one is the last. A device that has not been
 * reset may know the queues, if it could not be told that they are no more.
 */
static enum vmci_step leave(struct vmci_guest *guest, struct vmci_queue_pair_operation *operation)
{
	struct vmci_queue_pair *pair = &guest->queue_pairs.slots[operation->slot];
	enum vmci_step step = VMCI_STEP_DONE;

	vmci_hal_lock(&guest->tables);
	if (pair->ends[operation->end].calls != 0) {
		step = VMCI_STEP_WAIT;
	} else {
		pair->ends[operation->end].state = VMCI_QUEUE_PAIR_END_LEFT;
		if (vmci_queue_pair_is_empty(&pair->ends[other_end(operation)])) {
			take_out(guest, operation);
			if (operation->unsure && guest->capabilities)
				pair->state = VMCI_QUEUE_PAIR_KEPT;
			else
				step = VMCI_STEP_AGAIN;
		}
	}
	vmci_hal_unlock(&guest->tables);
	return step;
}

/* Frees what has been taken out of the tables, and then its slot. */
static void free_pair(struct vmci_guest *guest, unsigned int slot)
{
	const struct vmci_queue_pair *pair = &guest->queue_pairs.slots[slot];

	if (pair->has_queues) {
		vmci_hal_free_queue(guest->device, vmci_queue_pages(pair->produce_size),
				    pair->produce);
		vmci_hal_free_queue(guest->device, vmci_queue_pages(pair->consume_size),
				    pair->consume);
	}
	vmci_hal_lock(&guest->tables);
	vmci_queue_pair_clear(&guest->queue_pairs, slot);
	vmci_hal_unlock(&guest->tables);
}

enum vmci_step vmci_queue_pair_leave_step(struct vmci_guest *guest,
					  struct vmci_queue_pair_operation *operation)
{
	enum vmci_step step;

	switch ((enum leave_phase)operation->leaving) {
	case LEAVE_WAIT:
		step = leave(guest, operation);
		if (step == VMCI_STEP_AGAIN)
			operation->leaving = LEAVE_FREE;
		return step;
	case LEAVE_FREE:
		break;
	}
	free_pair(guest, operation->slot);
	return VMCI_STEP_DONE;
}

int vmci_queue_pair_next_kept(struct vmci_guest *guest, unsigned int *slot)
{
	struct vmci_queue_pair *slots = guest->queue_pairs.slots;
	int found;

	vmci_hal_lock(&guest->tables);
	while (*slot < VMCI_QUEUE_PAIRS_MAX && slots[*slot].state != VMCI_QUEUE_PAIR_KEPT)
		(*slot)++;
	found = *slot < VMCI_QUEUE_PAIRS_MAX;
	if (found)
		slots[*slot].state = VMCI_QUEUE_PAIR_ENDED;
	vmci_hal_unlock(&guest->tables);
	return found;
}

void vmci_queue_pair_free_kept(struct vmci_guest *guest, unsigned int slot)
{
	free_pair(guest, slot);
}
