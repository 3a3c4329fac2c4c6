// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Creating queue pairs, attaching to them, detaching from them. */
#include "queue_pair.h"
#include "../event.h"
#include "../route.h"
#include "queue_pair_end.h"
#include "queue_pair_message.h"
#include "queue_pair_rules.h"

enum alloc_phase {
	ALLOC_ENTER,
	ALLOC_QUEUES,
	ALLOC_SEND,
	ALLOC_PUBLISH,
	ALLOC_LEAVE, /* the way out */
	ALLOC_CALL,  /* who attaches to a local pair tells its creator */
	ALLOC_CALLED,
};

enum detach_phase {
	DETACH_CLAIM,
	DETACH_SEND,
	DETACH_RESTORE,
	DETACH_CALL,
	DETACH_CALLED,
	DETACH_LEAVE
};

static struct vmci_queue_pair_request request_of(const struct vmci_queue_pair_operation *alloc)
{
	struct vmci_queue_pair_request request;

	request.handle = alloc->handle;
	request.peer = alloc->peer;
	request.flags = alloc->flags;
	request.produce_size = alloc->produce_size;
	request.consume_size = alloc->consume_size;
	if (alloc->drawn)
		request.handle.resource = VMCI_ID_INVALID; /* the driver's choice, made before */
	return request;
}

struct vmci_handle vmci_queue_pair_draw(struct vmci_guest *guest)
{
	struct vmci_handle handle;

	vmci_hal_lock(&guest->tables);
	handle.context = guest->context;
	handle.resource = vmci_registry_draw_id(&guest->registry, handle.context,
						VMCI_RESOURCE_QUEUE_PAIR);
	vmci_hal_unlock(&guest->tables);
	return handle;
}

/* Takes the second end of a local pair. */
static int attach(struct vmci_queue_pair *pair, const struct vmci_queue_pair_operation *alloc)
{
	struct vmci_queue_pair_end *creator = &pair->ends[0];
	struct vmci_queue_pair_end *end = &pair->ends[1];
	struct vmci_queue_pair_request request = request_of(alloc);
	int result;

	if (creator->state != VMCI_QUEUE_PAIR_END_LIVE || end->state != VMCI_QUEUE_PAIR_END_ABSENT)
		return VMCI_ERROR_UNAVAILABLE;
	result = vmci_queue_pair_check_same(pair->flags, pair->produce_size, pair->consume_size,
					    &request);
	if (result < VMCI_SUCCESS)
		return result;
	end->callback = alloc->callback;
	end->state = VMCI_QUEUE_PAIR_END_LIVE;
	vmci_queue_pair_tell(creator, VMCI_QUEUE_PAIR_TOLD_ATTACH);
	return VMCI_SUCCESS;
}

/* Enters a new pair: from here on its client can be told of a peer. */
static int create(struct vmci_guest *guest, struct vmci_queue_pair_operation *alloc)
{
	struct vmci_handle wanted = alloc->handle;
	struct vmci_queue_pair_entry entry;
	unsigned int resource = 0;
	unsigned int slot = 0;
	int result = vmci_queue_pair_find_free(&guest->queue_pairs, alloc->produce_size,
					       alloc->consume_size, &slot);

	if (wanted.context == VMCI_ID_INVALID)
		wanted.context = guest->context;
	if (result >= VMCI_SUCCESS)
		result = vmci_registry_add(&guest->registry, wanted, VMCI_RESOURCE_QUEUE_PAIR,
					   &resource, &alloc->handle);
	if (result < VMCI_SUCCESS)
		return result;
	entry.produce_size = alloc->produce_size;
	entry.consume_size = alloc->consume_size;
	entry.peer = alloc->peer;
	entry.flags = alloc->flags & ~VMCI_QUEUE_PAIR_ATTACH_ONLY;
	entry.callback = alloc->callback;
	entry.resource = resource;
	vmci_queue_pair_enter(&guest->queue_pairs, slot, &entry);
	alloc->slot = (vmci_table_index)slot;
	return VMCI_SUCCESS;
}

/* With `tables` held. */
static int attach_or_create(struct vmci_guest *guest, struct vmci_queue_pair_operation *alloc)
{
	int local = (alloc->flags & VMCI_QUEUE_PAIR_LOCAL) != 0;
	unsigned int slot = 0;

	if (vmci_queue_pair_find(&guest->queue_pairs, &guest->registry, alloc->handle, &slot) >=
	    VMCI_SUCCESS) {
		if (!local)
			return VMCI_ERROR_ALREADY_EXISTS;
		alloc->end = 1;
		alloc->slot = (vmci_table_index)slot;
		return attach(&guest->queue_pairs.slots[slot], alloc);
	}
	if (local && (alloc->flags & VMCI_QUEUE_PAIR_ATTACH_ONLY))
		return VMCI_ERROR_NOT_FOUND;
	return create(guest, alloc);
}

static int enter(struct vmci_guest *guest, struct vmci_queue_pair_operation *alloc)
{
	struct vmci_queue_pair_request request = request_of(alloc);
	int result;

	vmci_hal_lock(&guest->tables);
	result = vmci_queue_pair_check_request(
		guest->context, vmci_queue_pair_number_size(guest->capabilities), &request);
	if (result >= VMCI_SUCCESS)
		result = attach_or_create(guest, alloc);
	vmci_hal_unlock(&guest->tables);
	return result;
}

/* Nobody else knows the queues of a pair that is being created. */
static int allocate_queues(struct vmci_guest *guest, const struct vmci_queue_pair_operation *alloc)
{
	struct vmci_queue_pair *pair = &guest->queue_pairs.slots[alloc->slot];
	vmci_u64 pages = vmci_queue_pages(pair->produce_size);
	int result = vmci_hal_alloc_queue(guest->device, pages, &pair->produce);

	if (result < VMCI_SUCCESS)
		return result;
	result = vmci_hal_alloc_queue(guest->device, vmci_queue_pages(pair->consume_size),
				      &pair->consume);
	if (result < VMCI_SUCCESS) {
		vmci_hal_free_queue(guest->device, pages, pair->produce);
		return result;
	}
	pair->has_queues = 1;
	vmci_queue_header_init((struct vmci_queue_header *)vmci_hal_queue_header(pair->produce),
			       alloc->handle);
	vmci_queue_header_init((struct vmci_queue_header *)vmci_hal_queue_header(pair->consume),
			       alloc->handle);
	return VMCI_SUCCESS;
}

/* A device that does not answer may have taken the message all the same. */
static int send_alloc(struct vmci_guest *guest, struct vmci_queue_pair_operation *alloc)
{
	int result = vmci_queue_pair_send_alloc(guest, alloc->slot, alloc->handle, alloc->flags);

	alloc->unsure = result == VMCI_ERROR_DEVICE_NOT_FOUND;
	return result < VMCI_SUCCESS ? result : VMCI_SUCCESS;
}

static void set_end(struct vmci_guest *guest, const struct vmci_queue_pair_operation *operation,
		    unsigned int state)
{
	vmci_hal_lock(&guest->tables);
	guest->queue_pairs.slots[operation->slot].ends[operation->end].state = (unsigned char)state;
	vmci_hal_unlock(&guest->tables);
}

static unsigned char phase_behind_enter(const struct vmci_queue_pair_operation *alloc)
{
	return alloc->end == 0 ? ALLOC_QUEUES : ALLOC_CALL;
}

static unsigned char phase_behind_queues(const struct vmci_queue_pair_operation *alloc)
{
	if (alloc->result < VMCI_SUCCESS)
		return ALLOC_LEAVE;
	return alloc->flags & VMCI_QUEUE_PAIR_LOCAL ? ALLOC_PUBLISH : ALLOC_SEND;
}

enum vmci_step vmci_queue_pair_alloc_step(struct vmci_guest *guest,
					  struct vmci_queue_pair_operation *alloc)
{
	switch ((enum alloc_phase)alloc->phase) {
	case ALLOC_ENTER:
		alloc->result = enter(guest, alloc);
		if (alloc->result < VMCI_SUCCESS)
			return VMCI_STEP_DONE;
		alloc->phase = phase_behind_enter(alloc);
		return VMCI_STEP_AGAIN;
	case ALLOC_QUEUES:
		alloc->result = allocate_queues(guest, alloc);
		alloc->phase = phase_behind_queues(alloc);
		return VMCI_STEP_AGAIN;
	case ALLOC_SEND:
		alloc->result = send_alloc(guest, alloc);
		alloc->phase = alloc->result < VMCI_SUCCESS ? ALLOC_LEAVE : ALLOC_PUBLISH;
		return VMCI_STEP_AGAIN;
	case ALLOC_PUBLISH:
		set_end(guest, alloc, VMCI_QUEUE_PAIR_END_LIVE);
		return VMCI_STEP_DONE;
	case ALLOC_CALL:
		vmci_queue_pair_call_other(guest, alloc, VMCI_EVENT_PEER_ATTACH);
		alloc->phase = ALLOC_CALLED;
		return VMCI_STEP_AGAIN;
	case ALLOC_CALLED:
		vmci_queue_pair_called_other(guest, alloc);
		return VMCI_STEP_DONE;
	case ALLOC_LEAVE:
		break;
	}
	return vmci_queue_pair_leave_step(guest, alloc);
}

/* Of two who detach an end one gets it; of a local pair the other end is to be told. */
static unsigned char claim(struct vmci_guest *guest, struct vmci_queue_pair_operation *detach)
{
	unsigned char phase = DETACH_SEND;
	struct vmci_queue_pair *pair;
	unsigned int slot = 0;

	vmci_hal_lock(&guest->tables);
	detach->result =
		vmci_queue_pair_find(&guest->queue_pairs, &guest->registry, detach->handle, &slot);
	pair = &guest->queue_pairs.slots[slot];
	if (detach->result >= VMCI_SUCCESS &&
	    (detach->end >= VMCI_QUEUE_PAIR_ENDS ||
	     pair->ends[detach->end].state != VMCI_QUEUE_PAIR_END_LIVE))
		detach->result = VMCI_ERROR_NOT_FOUND;
	if (detach->result >= VMCI_SUCCESS) {
		pair->ends[detach->end].state = VMCI_QUEUE_PAIR_END_LEAVING;
		if (pair->flags & VMCI_QUEUE_PAIR_LOCAL)
			phase = vmci_queue_pair_tell(&pair->ends[detach->end == 0 ? 1 : 0],
						     VMCI_QUEUE_PAIR_TOLD_DETACH)
					? DETACH_CALL
					: DETACH_LEAVE;
	}
	vmci_hal_unlock(&guest->tables);
	detach->slot = (vmci_table_index)slot;
	return phase;
}

/* A hypervisor that does not know the pair does not use its queues. */
static unsigned char send_detach(struct vmci_guest *guest, struct vmci_queue_pair_operation *detach)
{
	int result = vmci_queue_pair_send_detach(guest, detach->handle);

	detach->unsure = result == VMCI_ERROR_DEVICE_NOT_FOUND;
	if (result >= VMCI_SUCCESS || result == VMCI_ERROR_NOT_FOUND || detach->unsure)
		return DETACH_LEAVE;
	detach->result = result;
	return DETACH_RESTORE;
}

enum vmci_step vmci_queue_pair_detach_step(struct vmci_guest *guest,
					   struct vmci_queue_pair_operation *detach)
{
	switch ((enum detach_phase)detach->phase) {
	case DETACH_CLAIM:
		detach->phase = claim(guest, detach);
		return detach->result < VMCI_SUCCESS ? VMCI_STEP_DONE : VMCI_STEP_AGAIN;
	case DETACH_SEND:
		detach->phase = send_detach(guest, detach);
		return VMCI_STEP_AGAIN;
	case DETACH_RESTORE:
		set_end(guest, detach, VMCI_QUEUE_PAIR_END_LIVE);
		return VMCI_STEP_DONE;
	case DETACH_CALL:
		vmci_queue_pair_call_other(guest, detach, VMCI_EVENT_PEER_DETACH);
		detach->phase = DETACH_CALLED;
		return VMCI_STEP_AGAIN;
	case DETACH_CALLED:
		vmci_queue_pair_called_other(guest, detach);
		detach->phase = DETACH_LEAVE;
		return VMCI_STEP_AGAIN;
	case DETACH_LEAVE:
		break;
	}
	return vmci_queue_pair_leave_step(guest, detach);
}

void vmci_queue_pair_views(const struct vmci_guest *guest, unsigned int slot, unsigned int end,
			   struct vmci_ring_pair *ring)
{
	const struct vmci_queue_pair *pair = &guest->queue_pairs.slots[slot];
	vmci_queue ours = end == 0 ? pair->produce : pair->consume;
	vmci_queue peers = end == 0 ? pair->consume : pair->produce;
	struct vmci_queue_bytes *produced = &ring->produce.bytes;
	struct vmci_queue_bytes *consumed = &ring->consume.bytes;

	produced->size = end == 0 ? pair->produce_size : pair->consume_size;
	consumed->size = end == 0 ? pair->consume_size : pair->produce_size;
	ring->produce.header = (struct vmci_queue_header *)vmci_hal_queue_header(ours);
	ring->consume.header = (const struct vmci_queue_header *)vmci_hal_queue_header(peers);
	produced->pages = vmci_hal_queue_data(ours);
	consumed->pages = vmci_hal_queue_data(peers);
	produced->page_count = vmci_queue_pages(produced->size) - 1u;
	consumed->page_count = vmci_queue_pages(consumed->size) - 1u;
}
