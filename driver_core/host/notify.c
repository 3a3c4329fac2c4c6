// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Notify bytes of virtual machines. */
#include "notify.h"
#include "bell_table.h"
#include "table.h"

enum set_notify_phase { SET_NOTIFY_CLAIM, SET_NOTIFY_PIN, SET_NOTIFY_ENTER, SET_NOTIFY_WAKE };

enum unset_notify_phase { UNSET_NOTIFY_TAKE, UNSET_NOTIFY_UNPIN };

/* Whether there is something for a context. With the broker's lock held, as the next ones. */
static unsigned int has_something(const struct vmci_host *host, unsigned int slot)
{
	const struct vmci_host_context *context = &host->contexts[slot];

	return context->mailbox.count != 0 || context->rung != 0 ||
	       host->broker.contexts[slot].events != 0;
}

/* From now on the byte is set by nobody else, and its virtual machine stays. */
static int claim_byte(struct vmci_host *host, struct vmci_notify_operation *set)
{
	unsigned int slot = vmci_host_find_vm(host, set->context);

	if (slot == VMCI_CONTEXTS_MAX)
		return VMCI_ERROR_INVALID_ARGS;
	if (host->contexts[slot].byte_state != VMCI_BYTE_NONE)
		return VMCI_ERROR_DUPLICATE_ENTRY;
	host->contexts[slot].byte_state = VMCI_BYTE_CLAIMED;
	set->slot = (vmci_table_index)slot;
	return VMCI_SUCCESS;
}

/* Makes the byte known, if it was pinned. Nonzero: somebody may wait for that. */
static int enter_byte(struct vmci_host *host, const struct vmci_notify_operation *set)
{
	struct vmci_host_context *context = &host->contexts[set->slot];

	context->byte_state = VMCI_BYTE_NONE;
	if (set->result >= VMCI_SUCCESS) {
		context->byte = set->byte;
		context->byte_state = VMCI_BYTE_SET;
		vmci_hal_host_store_byte(host->broker.host, set->byte,
					 has_something(host, set->slot));
	}
	return host->broker.contexts[set->slot].state == VMCI_CONTEXT_LEAVING;
}

static int take_byte(struct vmci_host *host, struct vmci_notify_operation *unset)
{
	unsigned int slot = vmci_host_find_vm(host, unset->context);

	if (slot == VMCI_CONTEXTS_MAX)
		return VMCI_ERROR_INVALID_ARGS;
	if (host->contexts[slot].byte_state != VMCI_BYTE_SET)
		return VMCI_ERROR_NOT_FOUND;
	unset->byte = host->contexts[slot].byte;
	host->contexts[slot].byte = vmci_hal_host_no_byte();
	host->contexts[slot].byte_state = VMCI_BYTE_NONE;
	return VMCI_SUCCESS;
}

enum vmci_step vmci_host_set_notify_step(struct vmci_host *host, struct vmci_notify_operation *set)
{
	int wakes;

	switch ((enum set_notify_phase)set->phase) {
	case SET_NOTIFY_CLAIM:
		vmci_hal_lock(&host->broker.lock);
		set->result = claim_byte(host, set);
		vmci_hal_unlock(&host->broker.lock);
		set->phase = SET_NOTIFY_PIN;
		return set->result < VMCI_SUCCESS ? VMCI_STEP_DONE : VMCI_STEP_AGAIN;
	case SET_NOTIFY_PIN:
		set->result = vmci_hal_host_pin_byte(host->broker.host, set->context, set->place,
						     &set->byte);
		set->phase = SET_NOTIFY_ENTER;
		return VMCI_STEP_AGAIN;
	case SET_NOTIFY_ENTER:
		vmci_hal_lock(&host->broker.lock);
		wakes = enter_byte(host, set);
		vmci_hal_unlock(&host->broker.lock);
		set->phase = SET_NOTIFY_WAKE;
		return wakes ? VMCI_STEP_AGAIN : VMCI_STEP_DONE;
	case SET_NOTIFY_WAKE:
		break;
	}
	vmci_hal_host_wake(host->broker.host);
	return VMCI_STEP_DONE;
}

enum vmci_step vmci_host_unset_notify_step(struct vmci_host *host,
					   struct vmci_notify_operation *unset)
{
	switch ((enum unset_notify_phase)unset->phase) {
	case UNSET_NOTIFY_TAKE:
		vmci_hal_lock(&host->broker.lock);
		unset->result = take_byte(host, unset);
		vmci_hal_unlock(&host->broker.lock);
		unset->phase = UNSET_NOTIFY_UNPIN;
		return unset->result < VMCI_SUCCESS ? VMCI_STEP_DONE : VMCI_STEP_AGAIN;
	case UNSET_NOTIFY_UNPIN:
		break;
	}
	vmci_hal_host_unpin_byte(host->broker.host, unset->byte);
	return VMCI_STEP_DONE;
}

void vmci_host_raise_notify(struct vmci_host *host, vmci_u32 context)
{
	unsigned int slot;

	vmci_hal_lock(&host->broker.lock);
	slot = vmci_host_find_vm(host, context);
	if (slot != VMCI_CONTEXTS_MAX && host->contexts[slot].byte_state == VMCI_BYTE_SET &&
	    has_something(host, slot))
		vmci_hal_host_store_byte(host->broker.host, host->contexts[slot].byte, 1);
	vmci_hal_unlock(&host->broker.lock);
}

void vmci_host_lower_notify(struct vmci_host *host, unsigned int slot)
{
	if (host->contexts[slot].byte_state == VMCI_BYTE_SET && !has_something(host, slot))
		vmci_hal_host_store_byte(host->broker.host, host->contexts[slot].byte, 0);
}
