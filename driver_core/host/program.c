// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Programs of a host: endpoints, and deferred work. */
#include "program.h"
#include "../datagram.h"
#include "bell.h"
#include "mailbox.h"
#include "table.h"
#include "watch.h"

enum programs_phase {
	PROGRAMS_TAKE,
	PROGRAMS_CALL,
	PROGRAMS_FORGET,
	PROGRAMS_PUT,
	PROGRAMS_WAKE,
	PROGRAMS_TAKE_BELL,
	PROGRAMS_RING,
	PROGRAMS_PUT_BELL,
	PROGRAMS_WAKE_BELL,
	PROGRAMS_FETCH,
	PROGRAMS_ANNOUNCE,
	PROGRAMS_FIND_REMOVED,
	PROGRAMS_ANNOUNCE_REMOVED
};

int vmci_program_endpoint_create(struct vmci_host *host, vmci_u32 resource, unsigned int flags,
				 unsigned int privileges, vmci_host_callback callback,
				 struct vmci_handle *created)
{
	struct vmci_handle handle;
	unsigned int slot = 0;
	int result;

	if (flags & ~(VMCI_ENDPOINT_FLAG_ANY_CONTEXT | VMCI_ENDPOINT_FLAG_DELAYED))
		return VMCI_ERROR_INVALID_ARGS;
	if (privileges & ~(VMCI_PRIVILEGE_RESTRICTED | VMCI_PRIVILEGE_TRUSTED))
		return VMCI_ERROR_INVALID_ARGS;
	handle.context = VMCI_CONTEXT_HOST;
	if (flags & VMCI_ENDPOINT_FLAG_ANY_CONTEXT)
		handle.context = VMCI_ID_INVALID;
	handle.resource = resource;

	vmci_hal_lock(&host->broker.lock);
	result = vmci_registry_add(&host->registry, handle, VMCI_RESOURCE_DATAGRAM, &slot, created);
	if (result >= VMCI_SUCCESS) {
		host->entries[slot].callback = callback;
		host->entries[slot].privileges = (unsigned char)privileges;
		host->entries[slot].delayed = (flags & VMCI_ENDPOINT_FLAG_DELAYED) != 0;
	}
	vmci_hal_unlock(&host->broker.lock);
	return result;
}

int vmci_program_remove(struct vmci_host *host, unsigned int type,
			struct vmci_program_destroy *destroy)
{
	unsigned int slot = 0;
	int result = vmci_registry_remove(&host->registry, destroy->handle, type, &slot);

	destroy->slot = (vmci_table_index)slot;
	destroy->phase = VMCI_PROGRAM_RELEASE;
	return result;
}

static int try_release_entry(struct vmci_host *host, unsigned int slot)
{
	struct vmci_host_entry *entry = &host->entries[slot];
	int unused;

	vmci_hal_lock(&host->broker.lock);
	unused = vmci_registry_unused(&host->registry, slot);
	if (unused) {
		entry->callback = vmci_hal_host_no_callback();
		entry->privileges = 0;
		entry->delayed = 0;
		vmci_registry_release(&host->registry, slot);
	}
	vmci_hal_unlock(&host->broker.lock);
	return unused;
}

enum vmci_step vmci_program_release_step(struct vmci_host *host,
					 const struct vmci_program_destroy *destroy)
{
	return try_release_entry(host, destroy->slot) ? VMCI_STEP_DONE : VMCI_STEP_WAIT;
}

enum vmci_step vmci_program_endpoint_destroy_step(struct vmci_host *host,
						  struct vmci_program_destroy *destroy)
{
	if (destroy->phase != VMCI_PROGRAM_REMOVE)
		return vmci_program_release_step(host, destroy);
	vmci_hal_lock(&host->broker.lock);
	destroy->result = vmci_program_remove(host, VMCI_RESOURCE_DATAGRAM, destroy);
	vmci_hal_unlock(&host->broker.lock);
	return destroy->result < VMCI_SUCCESS ? VMCI_STEP_DONE : VMCI_STEP_AGAIN;
}

/* Takes the oldest datagram that waits, with its reference of the endpoint. Zero: none does. */
static int take_datagram(struct vmci_host *host, struct vmci_programs *work)
{
	struct vmci_mailbox *mailbox = &host->contexts[VMCI_HOST_SLOT].mailbox;
	const struct vmci_kept_link *link;
	int found;

	vmci_hal_lock(&host->broker.lock);
	found = mailbox->count > 0;
	if (found) {
		work->kept = vmci_mailbox_take(host->broker.host, mailbox);
		link = vmci_hal_host_kept_link(host->broker.host, work->kept);
		work->slot = link->entry;
		work->callback = host->entries[work->slot].callback;
	}
	vmci_hal_unlock(&host->broker.lock);
	return found;
}

/* The datagram says itself how long it is: its size was checked when it was kept. */
static void give_datagram(struct vmci_host *host, const struct vmci_programs *work)
{
	const struct vmci_datagram *datagram =
		(const struct vmci_datagram *)vmci_hal_host_kept_bytes(host->broker.host,
								       work->kept);

	vmci_hal_host_datagram_arrived(host->broker.host, work->callback, datagram,
				       VMCI_DATAGRAM_HEADER_SIZE + datagram->payload_size);
}

static int take_bell(struct vmci_host *host, struct vmci_programs *work)
{
	unsigned int slot = 0;
	int found = vmci_host_take_bell(host, &slot, &work->callback);

	work->slot = (vmci_table_index)slot;
	return found;
}

/* Tells subscribers of an event, all of them by and by: then the phase behind. */
static unsigned char announce(struct vmci_host *host, struct vmci_programs *work,
			      const void *payload, vmci_u64 size, unsigned char behind)
{
	if (vmci_announce_step(host, payload, size, &work->announcement) != VMCI_STEP_DONE)
		return work->phase;
	work->announcement.cursor = 0;
	return behind;
}

/* A context that was removed and watched. Zero: none was. */
static int find_removed(struct vmci_host *host, struct vmci_programs *work)
{
	vmci_u32 context = 0;

	if (!vmci_host_next_removed(host, &context))
		return 0;
	work->removed.event.event = VMCI_EVENT_CONTEXT_REMOVED;
	work->removed.event.reserved = 0;
	work->removed.payload.context_id = context;
	work->removed.payload.reserved = 0;
	return 1;
}

enum vmci_step vmci_programs_step(struct vmci_host *host, struct vmci_programs *work)
{
	switch ((enum programs_phase)work->phase) {
	case PROGRAMS_TAKE:
		work->phase = take_datagram(host, work) ? PROGRAMS_CALL : PROGRAMS_TAKE_BELL;
		return VMCI_STEP_AGAIN;
	case PROGRAMS_CALL:
		give_datagram(host, work);
		work->phase = PROGRAMS_FORGET;
		return VMCI_STEP_AGAIN;
	case PROGRAMS_FORGET:
		vmci_hal_host_forget(host->broker.host, work->kept);
		work->phase = PROGRAMS_PUT;
		return VMCI_STEP_AGAIN;
	case PROGRAMS_PUT:
		work->phase = PROGRAMS_TAKE;
		if (vmci_host_put(host, work->slot))
			work->phase = PROGRAMS_WAKE;
		return VMCI_STEP_AGAIN;
	case PROGRAMS_WAKE:
		vmci_hal_host_wake(host->broker.host);
		work->phase = PROGRAMS_TAKE;
		return VMCI_STEP_AGAIN;
	case PROGRAMS_TAKE_BELL:
		work->phase = take_bell(host, work) ? PROGRAMS_RING : PROGRAMS_FETCH;
		return VMCI_STEP_AGAIN;
	case PROGRAMS_RING:
		vmci_hal_host_doorbell_rung(host->broker.host, work->callback);
		work->phase = PROGRAMS_PUT_BELL;
		return VMCI_STEP_AGAIN;
	case PROGRAMS_PUT_BELL:
		work->phase = PROGRAMS_TAKE_BELL;
		if (vmci_host_put(host, work->slot))
			work->phase = PROGRAMS_WAKE_BELL;
		return VMCI_STEP_AGAIN;
	case PROGRAMS_WAKE_BELL:
		vmci_hal_host_wake(host->broker.host);
		work->phase = PROGRAMS_TAKE_BELL;
		return VMCI_STEP_AGAIN;
	case PROGRAMS_FETCH:
		work->phase = PROGRAMS_ANNOUNCE;
		if (vmci_broker_next_event(&host->broker, VMCI_CONTEXT_HOST, &work->event) <
		    VMCI_SUCCESS)
			work->phase = PROGRAMS_FIND_REMOVED;
		return VMCI_STEP_AGAIN;
	case PROGRAMS_ANNOUNCE:
		work->phase =
			announce(host, work, &work->event.event,
				 sizeof(work->event) - VMCI_DATAGRAM_HEADER_SIZE, PROGRAMS_FETCH);
		return VMCI_STEP_AGAIN;
	case PROGRAMS_ANNOUNCE_REMOVED:
		work->phase = announce(host, work, &work->removed.event,
				       sizeof(work->removed) - VMCI_DATAGRAM_HEADER_SIZE,
				       PROGRAMS_FIND_REMOVED);
		return VMCI_STEP_AGAIN;
	case PROGRAMS_FIND_REMOVED:
		break;
	}
	if (!find_removed(host, work))
		return VMCI_STEP_DONE;
	work->phase = PROGRAMS_ANNOUNCE_REMOVED;
	return VMCI_STEP_AGAIN;
}
