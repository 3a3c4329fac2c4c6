// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Sending datagrams between a host's contexts. */
#include "send.h"
#include "dispatch.h"
#include "mailbox.h"
#include "table.h"

enum host_send_phase {
	HOST_SEND_DECIDE,
	HOST_SEND_KEEP,
	HOST_SEND_APPEND,
	HOST_SEND_FORGET,
	HOST_SEND_TELL,
	HOST_SEND_CALL,
	HOST_SEND_PUT,
	HOST_SEND_WAKE,
	HOST_SEND_ANNOUNCE
};

/* Where a datagram goes, as things are. The slots are those of who gets it. */
struct destination {
	enum vmci_dispatch_way way;
	unsigned int context;
	unsigned int entry;
};

/* The slot of a program's endpoint. VMCI_RESOURCES_MAX: there is none. */
static unsigned int find_entry(struct vmci_host *host, struct vmci_handle handle)
{
	unsigned int slot = VMCI_RESOURCES_MAX;

	if (handle.context == VMCI_ID_INVALID)
		handle.context = VMCI_CONTEXT_HOST;
	if (handle.resource != VMCI_ID_INVALID &&
	    vmci_registry_get(&host->registry, handle, VMCI_RESOURCE_DATAGRAM, &slot) >=
		    VMCI_SUCCESS)
		vmci_registry_put(&host->registry, slot);
	return slot;
}

/* Completes what is known of a datagram, and decides. With the broker's lock held, as all below. */
static int decide(struct vmci_host *host, const struct vmci_host_send *send,
		  struct destination *found, vmci_u32 *src_context)
{
	const struct vmci_datagram *datagram = send->datagram;
	const struct vmci_broker_context *contexts = host->broker.contexts;
	unsigned int sender = vmci_broker_find_context(&host->broker, send->sender);
	unsigned int source = VMCI_RESOURCES_MAX;
	struct vmci_dispatch dispatch;

	if (sender == VMCI_CONTEXTS_MAX && send->sender != VMCI_CONTEXT_HYPERVISOR)
		return VMCI_ERROR_INVALID_ARGS;
	found->context = vmci_broker_find_context(&host->broker, datagram->dst.context);
	found->entry = VMCI_RESOURCES_MAX;
	if (send->sender == VMCI_CONTEXT_HOST)
		source = find_entry(host, datagram->src);
	if (datagram->dst.context == VMCI_CONTEXT_HOST)
		found->entry = find_entry(host, datagram->dst);
	dispatch.src = datagram->src;
	dispatch.dst = datagram->dst;
	dispatch.payload_size = datagram->payload_size;
	dispatch.size = send->size;
	dispatch.sender = send->sender;
	dispatch.dst_exists = found->context != VMCI_CONTEXTS_MAX;
	dispatch.has_source = source != VMCI_RESOURCES_MAX;
	dispatch.has_target = found->entry != VMCI_RESOURCES_MAX;
	dispatch.target_delayed = 0;
	dispatch.source_privileges = 0;
	dispatch.sender_privileges = 0;
	dispatch.target_privileges = 0;
	if (dispatch.has_source)
		dispatch.source_privileges = host->entries[source].privileges;
	if (sender != VMCI_CONTEXTS_MAX)
		dispatch.sender_privileges = contexts[sender].privileges;
	if (dispatch.has_target) {
		dispatch.target_delayed = host->entries[found->entry].delayed;
		dispatch.target_privileges = host->entries[found->entry].privileges;
	} else if (dispatch.dst_exists) {
		dispatch.target_privileges = contexts[found->context].privileges;
	}
	return vmci_dispatch_decide(&dispatch, src_context, &found->way);
}

/* Whether an event's datagram holds all of it. Its payload may be too short to say which it is. */
static int check_event(const struct vmci_host_send *send)
{
	vmci_u32 event = VMCI_ID_INVALID;

	if (send->datagram->payload_size >= sizeof(event))
		__builtin_memcpy(&event, send->datagram + 1, sizeof(event));
	return vmci_event_check(event, send->datagram->payload_size);
}

/* Who is called as part of the sending stays until then. */
static int begin_send(struct vmci_host *host, struct vmci_host_send *send)
{
	struct destination found;
	vmci_u32 src_context = VMCI_ID_INVALID;
	int result = decide(host, send, &found, &src_context);

	if (result < VMCI_SUCCESS)
		return result;
	switch (found.way) {
	case VMCI_DISPATCH_EVENT:
		result = check_event(send);
		if (result < VMCI_SUCCESS)
			return result;
		send->phase = HOST_SEND_ANNOUNCE;
		break;
	case VMCI_DISPATCH_CALL:
		result = vmci_registry_hold(&host->registry, found.entry);
		if (result < VMCI_SUCCESS)
			return result;
		send->callback = host->entries[found.entry].callback;
		send->slot = (vmci_table_index)found.entry;
		send->phase = HOST_SEND_CALL;
		break;
	case VMCI_DISPATCH_DEFER:
	case VMCI_DISPATCH_QUEUE:
		send->phase = HOST_SEND_KEEP;
		break;
	}
	send->datagram->src.context = src_context;
	send->result = (int)send->size;
	return VMCI_SUCCESS;
}

/*
 * Puts the copy into a mailbox. Who is there, and what they may, was seen before the copy was made:
 * all of it is decided anew. Who would be called now is called later.
 */
static int append(struct vmci_host *host, struct vmci_host_send *send)
{
	struct destination found;
	struct vmci_mailbox *mailbox;
	vmci_u32 src_context = VMCI_ID_INVALID;
	vmci_u64 used = 0;
	int result = decide(host, send, &found, &src_context);

	if (result < VMCI_SUCCESS)
		return result;
	mailbox = &host->contexts[found.context].mailbox;
	if (send->datagram->dst.context != VMCI_CONTEXT_HOST)
		result = vmci_datagram_queue_add(mailbox->bytes, send->size, src_context,
						 send->datagram->src.resource, &used);
	else if (mailbox->count >= VMCI_DELAYED_MAX)
		result = VMCI_ERROR_NO_RESOURCES;
	else
		result = vmci_registry_hold(&host->registry, found.entry);
	if (result >= VMCI_SUCCESS)
		vmci_mailbox_append(host->broker.host, mailbox, send->kept, send->size,
				    found.entry);
	return result;
}

/* What of it needs the lock. */
static enum vmci_step locked_send_step(struct vmci_host *host, struct vmci_host_send *send)
{
	int begins = send->phase == HOST_SEND_DECIDE;
	int result;

	vmci_hal_lock(&host->broker.lock);
	result = begins ? begin_send(host, send) : append(host, send);
	vmci_hal_unlock(&host->broker.lock);
	if (result < VMCI_SUCCESS)
		send->result = result;
	if (begins)
		return result < VMCI_SUCCESS ? VMCI_STEP_DONE : VMCI_STEP_AGAIN;
	send->phase = result < VMCI_SUCCESS ? HOST_SEND_FORGET : HOST_SEND_TELL;
	return VMCI_STEP_AGAIN;
}

/* Calls the program. Its verdict is the sender's result if it is an error. */
static void call_program(struct vmci_host *host, struct vmci_host_send *send)
{
	int verdict = vmci_hal_host_datagram_arrived(host->broker.host, send->callback,
						     send->datagram, send->size);

	if (verdict < VMCI_SUCCESS)
		send->result = verdict;
}

enum vmci_step vmci_host_send_step(struct vmci_host *host, struct vmci_host_send *send)
{
	switch ((enum host_send_phase)send->phase) {
	case HOST_SEND_KEEP:
		if (vmci_hal_host_keep(host->broker.host, send->datagram, send->size,
				       &send->kept)) {
			send->result = VMCI_ERROR_NO_MEM;
			return VMCI_STEP_DONE;
		}
		send->phase = HOST_SEND_APPEND;
		return VMCI_STEP_AGAIN;
	case HOST_SEND_FORGET:
		vmci_hal_host_forget(host->broker.host, send->kept);
		return VMCI_STEP_DONE;
	case HOST_SEND_TELL:
		vmci_hal_host_tell(host->broker.host, send->datagram->dst.context);
		return VMCI_STEP_DONE;
	case HOST_SEND_CALL:
		call_program(host, send);
		send->phase = HOST_SEND_PUT;
		return VMCI_STEP_AGAIN;
	case HOST_SEND_PUT:
		send->phase = HOST_SEND_WAKE;
		return vmci_host_put(host, send->slot) ? VMCI_STEP_AGAIN : VMCI_STEP_DONE;
	case HOST_SEND_WAKE:
		vmci_hal_host_wake(host->broker.host);
		return VMCI_STEP_DONE;
	case HOST_SEND_ANNOUNCE:
		return vmci_announce_step(host, send->datagram + 1,
					  send->size - VMCI_DATAGRAM_HEADER_SIZE,
					  &send->announcement);
	case HOST_SEND_DECIDE:
	case HOST_SEND_APPEND:
		break;
	}
	return locked_send_step(host, send);
}
