// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Creating, destroying and ringing doorbells. */
#include "doorbell.h"
#include "message.h"
#include "registers.h"
#include "send.h"

enum create_phase { CREATE_ENTER, CREATE_LINK, CREATE_PUBLISH, CREATE_TAKE_OUT, CREATE_WAIT };

enum destroy_phase { DESTROY_CLAIM, DESTROY_UNLINK, DESTROY_TAKE_OUT, DESTROY_WAIT };

/* With `tables` held. */
static int release_unused_doorbell(struct vmci_guest *guest, unsigned int slot)
{
	int unused = vmci_registry_unused(&guest->registry, slot);

	if (unused) {
		vmci_doorbell_clear(&guest->doorbells, slot);
		vmci_registry_release(&guest->registry, slot);
	}
	return unused;
}

/*
 * Gives a slot back that nobody can find any more, if nobody uses it. Whoever gives the last
 * reference back wakes those who wait for it here.
 */
static int try_release(struct vmci_guest *guest, unsigned int slot)
{
	int released;

	vmci_hal_lock(&guest->tables);
	released = release_unused_doorbell(guest, slot);
	vmci_hal_unlock(&guest->tables);
	return released;
}

/* Nonzero: nothing is left of it. */
static int take_out(struct vmci_guest *guest, const struct vmci_doorbell_operation *operation)
{
	unsigned int slot = operation->slot;
	int released;

	vmci_hal_lock(&guest->tables);
	vmci_registry_remove(&guest->registry, operation->handle, VMCI_RESOURCE_DOORBELL, &slot);
	vmci_doorbell_take_out(&guest->doorbells, slot);
	released = release_unused_doorbell(guest, slot);
	vmci_hal_unlock(&guest->tables);
	return released;
}

/* With `tables` held. */
static int check_create(const struct vmci_guest *guest,
			const struct vmci_doorbell_operation *create)
{
	const struct vmci_handle *handle = &create->handle;

	if (create->flags & ~VMCI_DOORBELL_FLAG_DELAYED)
		return VMCI_ERROR_INVALID_ARGS;
	if (handle->context != guest->context &&
	    (handle->context != VMCI_ID_INVALID || handle->resource != VMCI_ID_INVALID))
		return VMCI_ERROR_INVALID_ARGS;
	return VMCI_SUCCESS;
}

/* From here on the doorbell can be rung: the hypervisor learns of it when all is ready. */
static int enter(struct vmci_guest *guest, struct vmci_doorbell_operation *create)
{
	struct vmci_handle wanted = create->handle;
	unsigned int queue = create->flags & VMCI_DOORBELL_FLAG_DELAYED ? VMCI_DOORBELL_DEFERRED
									: VMCI_DOORBELL_AT_ONCE;
	struct vmci_notify_indexes *indexes = &guest->doorbells.indexes;
	unsigned int index = 0;
	unsigned int slot = 0;
	int result;

	vmci_hal_lock(&guest->tables);
	result = check_create(guest, create);
	wanted.context = guest->context;
	if (result >= VMCI_SUCCESS && !(guest->capabilities & VMCI_CAPABILITY_NOTIFICATIONS))
		result = VMCI_ERROR_UNAVAILABLE;
	if (result >= VMCI_SUCCESS)
		result = vmci_notify_index_reserve(indexes, &index);
	if (result >= VMCI_SUCCESS) {
		result = vmci_registry_add(&guest->registry, wanted, VMCI_RESOURCE_DOORBELL, &slot,
					   &create->handle);
		if (result < VMCI_SUCCESS)
			vmci_notify_index_release(indexes, index);
	}
	if (result >= VMCI_SUCCESS) {
		/* What is left there was for those who had the index before. */
		if (indexes->users[index] == 1)
			vmci_hal_exchange_byte(guest->notify_page, index, 0);
		vmci_doorbell_enter(&guest->doorbells, slot, index, queue, create->callback);
	}
	vmci_hal_unlock(&guest->tables);
	create->slot = (vmci_table_index)slot;
	return result;
}

static int link(struct vmci_guest *guest, const struct vmci_doorbell_operation *create)
{
	struct vmci_doorbell_link_msg message;

	/* Nobody changes the index while the doorbell is being created. */
	vmci_message_doorbell_link(&message, create->handle,
				   guest->doorbells.slots[create->slot].notify_index);
	return vmci_send(guest, &message.header);
}

static void publish(struct vmci_guest *guest, unsigned int slot)
{
	vmci_hal_lock(&guest->tables);
	guest->doorbells.slots[slot].state = VMCI_DOORBELL_LIVE;
	vmci_hal_unlock(&guest->tables);
}

enum vmci_step vmci_doorbell_create_step(struct vmci_guest *guest,
					 struct vmci_doorbell_operation *create)
{
	switch ((enum create_phase)create->phase) {
	case CREATE_ENTER:
		create->result = enter(guest, create);
		if (create->result < VMCI_SUCCESS)
			return VMCI_STEP_DONE;
		create->phase = CREATE_LINK;
		return VMCI_STEP_AGAIN;
	case CREATE_LINK:
		create->result = link(guest, create);
		create->phase = create->result < VMCI_SUCCESS ? CREATE_TAKE_OUT : CREATE_PUBLISH;
		return VMCI_STEP_AGAIN;
	case CREATE_PUBLISH:
		publish(guest, create->slot);
		return VMCI_STEP_DONE;
	case CREATE_TAKE_OUT:
		if (take_out(guest, create))
			return VMCI_STEP_DONE;
		create->phase = CREATE_WAIT;
		return VMCI_STEP_AGAIN;
	case CREATE_WAIT:
		break;
	}
	return try_release(guest, create->slot) ? VMCI_STEP_DONE : VMCI_STEP_WAIT;
}

/* Of two who destroy a doorbell one gets it. The handle stays taken until the device forgets it. */
static int claim(struct vmci_guest *guest, struct vmci_doorbell_operation *destroy)
{
	struct vmci_doorbell *doorbell;
	unsigned int slot = 0;
	int result;

	if (destroy->handle.context == VMCI_ID_INVALID)
		return VMCI_ERROR_NOT_FOUND;
	vmci_hal_lock(&guest->tables);
	result =
		vmci_registry_get(&guest->registry, destroy->handle, VMCI_RESOURCE_DOORBELL, &slot);
	if (result >= VMCI_SUCCESS) {
		vmci_registry_put(&guest->registry, slot);
		doorbell = &guest->doorbells.slots[slot];
		if (doorbell->state == VMCI_DOORBELL_LIVE)
			doorbell->state = VMCI_DOORBELL_DESTROYING;
		else
			result = VMCI_ERROR_NOT_FOUND;
	}
	vmci_hal_unlock(&guest->tables);
	destroy->slot = (vmci_table_index)slot;
	return result;
}

/*
 * A hypervisor that does not know the doorbell will not ring it. If it cannot be told, its rings
 * find a byte without a doorbell, or with another's, whose client is called once too often.
 */
static void unlink(struct vmci_guest *guest, struct vmci_handle handle)
{
	struct vmci_doorbell_unlink_msg message;

	vmci_message_doorbell_unlink(&message, handle);
	vmci_send(guest, &message.header);
}

enum vmci_step vmci_doorbell_destroy_step(struct vmci_guest *guest,
					  struct vmci_doorbell_operation *destroy)
{
	switch ((enum destroy_phase)destroy->phase) {
	case DESTROY_CLAIM:
		destroy->result = claim(guest, destroy);
		if (destroy->result < VMCI_SUCCESS)
			return VMCI_STEP_DONE;
		destroy->phase = DESTROY_UNLINK;
		return VMCI_STEP_AGAIN;
	case DESTROY_UNLINK:
		unlink(guest, destroy->handle);
		destroy->phase = DESTROY_TAKE_OUT;
		return VMCI_STEP_AGAIN;
	case DESTROY_TAKE_OUT:
		if (take_out(guest, destroy))
			return VMCI_STEP_DONE;
		destroy->phase = DESTROY_WAIT;
		return VMCI_STEP_AGAIN;
	case DESTROY_WAIT:
		break;
	}
	return try_release(guest, destroy->slot) ? VMCI_STEP_DONE : VMCI_STEP_WAIT;
}

int vmci_doorbell_ring(struct vmci_guest *guest, struct vmci_handle handle)
{
	struct vmci_doorbell_notify_msg message;

	if (handle.context == VMCI_ID_INVALID || handle.resource == VMCI_ID_INVALID)
		return VMCI_ERROR_INVALID_ARGS;
	vmci_message_doorbell_notify(&message, handle);
	return vmci_send(guest, &message.header);
}
