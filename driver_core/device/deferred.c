// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The driver's deferred work. */
#include "deferred.h"
#include "../datagram.h"

enum deferred_phase { DEFERRED_DOORBELLS, DEFERRED_TAKE, DEFERRED_CALL, DEFERRED_PUT };

static int take_delayed(struct vmci_guest *guest, struct vmci_deferred *work)
{
	int found;

	vmci_hal_lock(&guest->tables);
	found = vmci_delayed_take(&guest->delayed, &work->delayed);
	if (found)
		work->callback = guest->endpoints[work->delayed.slot].callback;
	vmci_hal_unlock(&guest->tables);
	return found;
}

/* The datagram says itself how long it is: its size was checked when it was kept. */
static void call_endpoint(struct vmci_guest *guest, const struct vmci_deferred *work)
{
	const struct vmci_datagram *datagram = (const struct vmci_datagram *)vmci_hal_kept_bytes(
		guest->device, work->delayed.kept);

	vmci_hal_datagram_arrived(guest->device, work->callback, datagram,
				  VMCI_DATAGRAM_HEADER_SIZE + datagram->payload_size);
}

enum vmci_step vmci_deferred_step(struct vmci_guest *guest, struct vmci_deferred *work)
{
	switch ((enum deferred_phase)work->phase) {
	case DEFERRED_DOORBELLS:
		if (vmci_doorbell_call_step(guest, VMCI_DOORBELL_DEFERRED, &work->calls) ==
		    VMCI_STEP_DONE)
			work->phase = DEFERRED_TAKE;
		return VMCI_STEP_AGAIN;
	case DEFERRED_TAKE:
		if (!take_delayed(guest, work))
			return VMCI_STEP_DONE;
		work->phase = DEFERRED_CALL;
		return VMCI_STEP_AGAIN;
	case DEFERRED_CALL:
		call_endpoint(guest, work);
		work->phase = DEFERRED_PUT;
		return VMCI_STEP_AGAIN;
	case DEFERRED_PUT:
		break;
	}
	vmci_hal_forget(guest->device, work->delayed.kept);
	vmci_guest_put(guest, work->delayed.slot);
	work->phase = DEFERRED_TAKE;
	return VMCI_STEP_AGAIN;
}
