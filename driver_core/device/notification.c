// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Answering rings: from the bytes that the device has set to the calls of clients. */
#include "doorbell.h"

enum calls_phase { CALLS_NEXT, CALLS_CALL, CALLS_PUT };

enum notification_phase { NOTIFICATION_BEGIN, NOTIFICATION_LOOK, NOTIFICATION_QUEUE };

/* Takes what is to be called out of the table, where others may change it. */
static int next_call(struct vmci_guest *guest, unsigned int queue,
		     struct vmci_doorbell_calls *calls)
{
	unsigned int slot = 0;
	int found;

	vmci_hal_lock(&guest->tables);
	found = vmci_doorbell_next(&guest->doorbells, queue, &slot);
	if (found)
		calls->callback = guest->doorbells.slots[slot].callback;
	vmci_hal_unlock(&guest->tables);
	calls->slot = (vmci_table_index)slot;
	return found;
}

/* Clients are called with no lock held. */
enum vmci_step vmci_doorbell_call_step(struct vmci_guest *guest, unsigned int queue,
				       struct vmci_doorbell_calls *calls)
{
	switch ((enum calls_phase)calls->phase) {
	case CALLS_NEXT:
		if (!next_call(guest, queue, calls))
			return VMCI_STEP_DONE;
		calls->phase = CALLS_CALL;
		return VMCI_STEP_AGAIN;
	case CALLS_CALL:
		vmci_hal_doorbell_rung(guest->device, calls->callback);
		calls->phase = CALLS_PUT;
		return VMCI_STEP_AGAIN;
	case CALLS_PUT:
		break;
	}
	vmci_guest_put(guest, calls->slot);
	calls->phase = CALLS_NEXT;
	return VMCI_STEP_AGAIN;
}

/* A doorbell that gets a later index than these is linked later, and its rings interrupt again. */
static unsigned int indexes_in_use(struct vmci_guest *guest)
{
	unsigned int end;

	vmci_hal_lock(&guest->tables);
	end = guest->doorbells.indexes.end;
	vmci_hal_unlock(&guest->tables);
	return end;
}

static int is_set(const struct vmci_guest *guest, unsigned int index)
{
	return vmci_hal_load_byte(guest->notify_page, index) & 1;
}

/*
 * Queues the doorbells of a byte that is set, and clears it. The exchange comes before all that is
 * done for the ring, the clients' reads too: a ring that they miss sets the byte again.
 *
 * The lock is held for both, so that a doorbell which gets this index anew is not called for a
 * ring of another's: its creation clears the byte.
 */
static void queue_rung(struct vmci_guest *guest, unsigned int index)
{
	int deferred = 0;

	vmci_hal_lock(&guest->tables);
	if (vmci_hal_exchange_byte(guest->notify_page, index, 0) & 1)
		deferred = vmci_doorbell_queue_rung(&guest->doorbells, &guest->registry, index);
	vmci_hal_unlock(&guest->tables);
	if (deferred)
		vmci_hal_defer(guest->device);
}

enum vmci_step vmci_notification_step(struct vmci_guest *guest, struct vmci_notification *work)
{
	switch ((enum notification_phase)work->phase) {
	case NOTIFICATION_BEGIN:
		work->end = (vmci_table_index)indexes_in_use(guest);
		work->phase = NOTIFICATION_LOOK;
		return VMCI_STEP_AGAIN;
	case NOTIFICATION_LOOK:
		if (work->index == work->end)
			break;
		if (is_set(guest, work->index))
			work->phase = NOTIFICATION_QUEUE;
		else
			work->index++;
		return VMCI_STEP_AGAIN;
	case NOTIFICATION_QUEUE:
		queue_rung(guest, work->index);
		work->index++;
		work->phase = NOTIFICATION_LOOK;
		return VMCI_STEP_AGAIN;
	}
	return vmci_doorbell_call_step(guest, VMCI_DOORBELL_AT_ONCE, &work->calls);
}
