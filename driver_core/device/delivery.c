// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Delivering datagrams. */
#include "delivery.h"
#include "../datagram.h"
#include "../route.h"
#include "queue_pair.h"
#include "send.h"
#include "transfer.h"

enum delivery_phase {
	DELIVERY_BEGIN,
	DELIVERY_NEXT,
	DELIVERY_READ,
	DELIVERY_FIND_ENDPOINT,
	DELIVERY_KEEP,
	DELIVERY_APPEND,
	DELIVERY_CALL_ENDPOINT,
	DELIVERY_PUT_ENDPOINT,
	DELIVERY_QUERY_CONTEXT,
	DELIVERY_SET_CONTEXT,
	DELIVERY_FIND_PAIR,
	DELIVERY_CALL_PAIR,
	DELIVERY_PUT_PAIR,
	DELIVERY_FIND_SUBSCRIBER,
	DELIVERY_CALL_SUBSCRIBER,
	DELIVERY_PUT_SUBSCRIBER
};

/* The resource of every machine that events are sent to. */
#define EVENT_HANDLER 0u

/* What the datagram at hand is, its header copied out of the buffer. */
static struct vmci_datagram header_of(const struct vmci_guest *guest,
				      const struct vmci_delivery *delivery)
{
	struct vmci_datagram header;

	__builtin_memcpy(&header, guest->received + delivery->offset, sizeof(header));
	return header;
}

static const unsigned char *payload_of(const struct vmci_guest *guest,
				       const struct vmci_delivery *delivery)
{
	return guest->received + delivery->offset + VMCI_DATAGRAM_HEADER_SIZE;
}

/* The event that a datagram announces; its payload may be too short to say. */
static vmci_u32 event_of(const struct vmci_guest *guest, const struct vmci_delivery *delivery)
{
	vmci_u32 event = VMCI_ID_INVALID;

	if (delivery->size >= VMCI_DATAGRAM_HEADER_SIZE + sizeof(event))
		__builtin_memcpy(&event, payload_of(guest, delivery), sizeof(event));
	return event;
}

/* Only the hypervisor announces events. */
static int is_event(struct vmci_datagram header)
{
	return header.src.context == VMCI_CONTEXT_HYPERVISOR &&
	       header.dst.resource == EVENT_HANDLER;
}

static unsigned char phase_of_datagram(const struct vmci_guest *guest,
				       const struct vmci_delivery *delivery)
{
	if (!is_event(header_of(guest, delivery)))
		return DELIVERY_FIND_ENDPOINT;
	if (vmci_event_check(event_of(guest, delivery),
			     delivery->size - VMCI_DATAGRAM_HEADER_SIZE) < VMCI_SUCCESS)
		return DELIVERY_NEXT;
	switch (event_of(guest, delivery)) {
	case VMCI_EVENT_CONTEXT_ID_UPDATE:
		return DELIVERY_QUERY_CONTEXT;
	case VMCI_EVENT_QUEUE_PAIR_RESUMED:
	case VMCI_EVENT_PEER_ATTACH:
	case VMCI_EVENT_PEER_DETACH:
		return DELIVERY_FIND_PAIR;
	default:
		return DELIVERY_FIND_SUBSCRIBER;
	}
}

/* Reads bytes to an offset of the buffer. */
static enum vmci_step read_bytes(struct vmci_guest *guest, struct vmci_delivery *delivery,
				 vmci_u64 offset, vmci_u64 length)
{
	delivery->offset = (vmci_buffer_offset)offset;
	delivery->size = (vmci_buffer_offset)length;
	delivery->phase = DELIVERY_READ;
	vmci_transfer_in_begin(guest, offset, length);
	return VMCI_STEP_AGAIN;
}

/* Of a device that is gone nothing is believed, not even what came before. */
static enum vmci_step end_reading(struct vmci_guest *guest, struct vmci_delivery *delivery)
{
	if (vmci_transfer_in_end(guest, delivery->offset, delivery->size))
		return VMCI_STEP_DONE;
	delivery->phase = DELIVERY_NEXT;
	return VMCI_STEP_AGAIN;
}

/* Moves what the parser keeps to the buffer's front and reads more behind it. */
static enum vmci_step read_more(struct vmci_guest *guest, struct vmci_delivery *delivery,
				const struct vmci_receive_step *step)
{
	__builtin_memmove(guest->received, guest->received + step->offset,
			  (unsigned long)step->size);
	return read_bytes(guest, delivery, step->size, step->length);
}

/*
 * Passes over bytes. No device has a datagram so much longer than the longest: that is no size, and
 * nothing behind it would be a datagram's beginning.
 */
static enum vmci_step skip(struct vmci_guest *guest, struct vmci_delivery *delivery,
			   vmci_u64 length)
{
	if (length > VMCI_RECEIVE_BUFFER)
		return VMCI_STEP_DONE;
	return read_bytes(guest, delivery, 0, length);
}

/* Goes on in the batch, by at most one access to the device. */
static enum vmci_step next_datagram(struct vmci_guest *guest, struct vmci_delivery *delivery)
{
	struct vmci_receive_step step;

	delivery->cursor = 0;
	delivery->phase = DELIVERY_NEXT;
	switch (vmci_receive_next(&delivery->receive, guest->received, &step)) {
	case VMCI_RECEIVE_END:
		break;
	case VMCI_RECEIVE_DATAGRAM:
		delivery->offset = (vmci_buffer_offset)step.offset;
		delivery->size = (vmci_buffer_offset)step.size;
		delivery->phase = phase_of_datagram(guest, delivery);
		return VMCI_STEP_AGAIN;
	case VMCI_RECEIVE_READ:
		return read_more(guest, delivery, &step);
	case VMCI_RECEIVE_SKIP:
		return skip(guest, delivery, step.length);
	}
	return VMCI_STEP_DONE;
}

static unsigned char find_endpoint(struct vmci_guest *guest, struct vmci_delivery *delivery)
{
	struct vmci_datagram header = header_of(guest, delivery);
	const struct vmci_endpoint *endpoint;
	unsigned char phase = DELIVERY_NEXT;
	unsigned int slot = 0;

	vmci_hal_lock(&guest->tables);
	if (vmci_registry_get(&guest->registry, header.dst, VMCI_RESOURCE_DATAGRAM, &slot) >=
	    VMCI_SUCCESS) {
		endpoint = &guest->endpoints[slot];
		delivery->callback = endpoint->callback;
		phase = endpoint->delayed ? DELIVERY_KEEP : DELIVERY_CALL_ENDPOINT;
	}
	vmci_hal_unlock(&guest->tables);
	delivery->slot = (vmci_table_index)slot;
	return phase;
}

/* Keeps a copy for the endpoint, whose reference goes with it. */
static unsigned char keep(struct vmci_guest *guest, struct vmci_delivery *delivery)
{
	delivery->delayed.slot = delivery->slot;
	if (vmci_hal_keep(guest->device, guest->received + delivery->offset, delivery->size,
			  &delivery->delayed.kept))
		return DELIVERY_PUT_ENDPOINT;
	return DELIVERY_APPEND;
}

static unsigned char append(struct vmci_guest *guest, struct vmci_delivery *delivery)
{
	int result;

	vmci_hal_lock(&guest->tables);
	result = vmci_delayed_append(&guest->delayed, delivery->delayed);
	vmci_hal_unlock(&guest->tables);
	if (result < VMCI_SUCCESS) {
		vmci_hal_forget(guest->device, delivery->delayed.kept);
		return DELIVERY_PUT_ENDPOINT;
	}
	vmci_hal_defer(guest->device);
	return DELIVERY_NEXT;
}

/*
 * The machine has another id. Which one, the hypervisor is asked: an event that comes late, or
 * twice, says what was so then.
 */
static unsigned char query_context(struct vmci_guest *guest, struct vmci_delivery *delivery)
{
	if (vmci_query_context(guest, &delivery->context) < VMCI_SUCCESS)
		return DELIVERY_FIND_SUBSCRIBER;
	return DELIVERY_SET_CONTEXT;
}

static void set_context(struct vmci_guest *guest, const struct vmci_delivery *delivery)
{
	vmci_hal_lock(&guest->tables);
	guest->context = delivery->context;
	guest->context_updates++;
	vmci_hal_unlock(&guest->tables);
}

/* The next queue pair whose client is to be told of the event. */
static unsigned char find_pair(struct vmci_guest *guest, struct vmci_delivery *delivery)
{
	unsigned int slot = delivery->cursor;
	int found = vmci_queue_pair_find_told(guest, event_of(guest, delivery),
					      payload_of(guest, delivery), &slot,
					      &delivery->callback);

	delivery->cursor = found ? (vmci_table_index)slot : 0;
	return found ? DELIVERY_CALL_PAIR : DELIVERY_FIND_SUBSCRIBER;
}

/* The next subscriber of the event; who has too many references already is passed over. */
static unsigned char find_subscriber(struct vmci_guest *guest, struct vmci_delivery *delivery)
{
	vmci_u32 event = event_of(guest, delivery);
	unsigned int cursor = delivery->cursor;
	unsigned int slot = 0;
	int result;

	vmci_hal_lock(&guest->tables);
	do
		result = vmci_subscriptions_next(&guest->subscriptions, event, &cursor, &slot);
	while (result == VMCI_ERROR_NO_RESOURCES);
	if (result >= VMCI_SUCCESS)
		delivery->callback = guest->subscribers[slot];
	vmci_hal_unlock(&guest->tables);
	delivery->cursor = (vmci_table_index)cursor;
	delivery->slot = (vmci_table_index)slot;
	return result < VMCI_SUCCESS ? DELIVERY_NEXT : DELIVERY_CALL_SUBSCRIBER;
}

static void put_subscriber(struct vmci_guest *guest, unsigned int slot)
{
	int last;

	vmci_hal_lock(&guest->tables);
	last = vmci_subscriptions_put(&guest->subscriptions, slot);
	vmci_hal_unlock(&guest->tables);
	if (last)
		vmci_hal_wake(guest->device);
}

/* Makes a step of giving one datagram to its clients, who are called with no lock held. */
static unsigned char deliver(struct vmci_guest *guest, struct vmci_delivery *delivery)
{
	switch ((enum delivery_phase)delivery->phase) {
	case DELIVERY_FIND_ENDPOINT:
		return find_endpoint(guest, delivery);
	case DELIVERY_KEEP:
		return keep(guest, delivery);
	case DELIVERY_APPEND:
		return append(guest, delivery);
	case DELIVERY_CALL_ENDPOINT:
		vmci_hal_datagram_arrived(guest->device, delivery->callback,
					  guest->received + delivery->offset, delivery->size);
		return DELIVERY_PUT_ENDPOINT;
	case DELIVERY_PUT_ENDPOINT:
		vmci_guest_put(guest, delivery->slot);
		return DELIVERY_NEXT;
	case DELIVERY_QUERY_CONTEXT:
		return query_context(guest, delivery);
	case DELIVERY_SET_CONTEXT:
		set_context(guest, delivery);
		return DELIVERY_FIND_SUBSCRIBER;
	case DELIVERY_FIND_PAIR:
		return find_pair(guest, delivery);
	case DELIVERY_CALL_PAIR:
		vmci_hal_peer_changed(guest->device, delivery->callback, event_of(guest, delivery));
		return DELIVERY_PUT_PAIR;
	case DELIVERY_PUT_PAIR:
		vmci_queue_pair_told(guest, delivery->cursor, 0);
		return DELIVERY_FIND_PAIR;
	case DELIVERY_FIND_SUBSCRIBER:
		return find_subscriber(guest, delivery);
	case DELIVERY_CALL_SUBSCRIBER:
		vmci_hal_event_happened(guest->device, delivery->callback,
					payload_of(guest, delivery),
					delivery->size - VMCI_DATAGRAM_HEADER_SIZE);
		return DELIVERY_PUT_SUBSCRIBER;
	case DELIVERY_PUT_SUBSCRIBER:
		put_subscriber(guest, delivery->slot);
		return DELIVERY_FIND_SUBSCRIBER;
	case DELIVERY_BEGIN:
	case DELIVERY_NEXT:
	case DELIVERY_READ:
		break;
	}
	return DELIVERY_NEXT;
}

enum vmci_step vmci_delivery_step(struct vmci_guest *guest, struct vmci_delivery *delivery)
{
	switch ((enum delivery_phase)delivery->phase) {
	case DELIVERY_BEGIN:
		if (guest->lost)
			return VMCI_STEP_DONE;
		vmci_receive_init(&delivery->receive);
		delivery->phase = DELIVERY_NEXT;
		break;
	case DELIVERY_READ:
		return end_reading(guest, delivery);
	case DELIVERY_NEXT:
	case DELIVERY_FIND_ENDPOINT:
	case DELIVERY_KEEP:
	case DELIVERY_APPEND:
	case DELIVERY_CALL_ENDPOINT:
	case DELIVERY_PUT_ENDPOINT:
	case DELIVERY_QUERY_CONTEXT:
	case DELIVERY_SET_CONTEXT:
	case DELIVERY_FIND_PAIR:
	case DELIVERY_CALL_PAIR:
	case DELIVERY_PUT_PAIR:
	case DELIVERY_FIND_SUBSCRIBER:
	case DELIVERY_CALL_SUBSCRIBER:
	case DELIVERY_PUT_SUBSCRIBER:
		break;
	}
	if (delivery->phase == DELIVERY_NEXT) {
		enum vmci_step step = next_datagram(guest, delivery);

		if (delivery->phase == DELIVERY_NEXT || delivery->phase == DELIVERY_READ)
			return step;
	}
	delivery->phase = deliver(guest, delivery);
	return VMCI_STEP_AGAIN;
}
