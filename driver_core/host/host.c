// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The host as a whole, and virtual machines that come and go. */
#include "host.h"
#include "bell.h"
#include "mailbox.h"
#include "table.h"

enum host_removal_phase {
	HOST_REMOVAL_BEGIN,
	HOST_REMOVAL_TAKE,
	HOST_REMOVAL_FORGET,
	HOST_REMOVAL_UNPIN,
	HOST_REMOVAL_DOORBELLS,
	HOST_REMOVAL_LEAVE
};

void vmci_host_begin(struct vmci_host *host, vmci_hal_host platform)
{
	unsigned int i;

	vmci_broker_init(&host->broker, platform);
	vmci_registry_init(&host->registry);
	for (i = 0; i < VMCI_CONTEXTS_MAX; i++) {
		vmci_mailbox_init(&host->contexts[i].mailbox);
		host->contexts[i].user = 0;
		host->contexts[i].byte = vmci_hal_host_no_byte();
		host->contexts[i].doorbells = 0;
		host->contexts[i].rung = 0;
		host->contexts[i].first_rung = 0;
		host->contexts[i].last_rung = 0;
		host->contexts[i].byte_state = VMCI_BYTE_NONE;
	}
	for (i = 0; i < VMCI_RESOURCES_MAX; i++) {
		host->entries[i].callback = vmci_hal_host_no_callback();
		host->entries[i].next_rung = 0;
		host->entries[i].rung = 0;
		host->entries[i].privileges = 0;
		host->entries[i].delayed = 0;
	}
	vmci_subscriptions_init(&host->subscriptions);
	for (i = 0; i < VMCI_SUBSCRIPTIONS_MAX; i++)
		host->subscribers[i] = vmci_hal_host_no_callback();
}

static int add_context(struct vmci_host *host, const struct vmci_context_request *request,
		       vmci_u32 id)
{
	unsigned int slot = 0;
	int result;

	vmci_hal_lock(&host->broker.lock);
	result = vmci_broker_enter_context(&host->broker, id, request->privileges, request->version,
					   &slot);
	if (result >= VMCI_SUCCESS)
		host->contexts[slot].user = request->user;
	vmci_hal_unlock(&host->broker.lock);
	return result;
}

/* There are more ids than contexts: one of those that are tried is free. */
int vmci_host_add_context(struct vmci_host *host, const struct vmci_context_request *request,
			  vmci_u32 *id)
{
	vmci_u32 wish = request->id;
	int result;

	if (wish == VMCI_ID_INVALID || request->version == 0)
		return VMCI_ERROR_INVALID_ARGS;
	do {
		if (wish < VMCI_CONTEXT_FIRST || wish == VMCI_ID_INVALID)
			wish = VMCI_CONTEXT_FIRST;
		result = add_context(host, request, wish);
		wish++;
	} while (result == VMCI_ERROR_ALREADY_EXISTS);
	if (result >= VMCI_SUCCESS)
		*id = wish - 1;
	return result;
}

int vmci_host_is_owner(struct vmci_host *host, vmci_u32 context, vmci_u32 user)
{
	unsigned int slot;
	int is_owner;

	vmci_hal_lock(&host->broker.lock);
	slot = vmci_broker_find_context(&host->broker, context);
	is_owner = vmci_context_is_vm(context) && slot != VMCI_CONTEXTS_MAX &&
		   host->contexts[slot].user == user;
	vmci_hal_unlock(&host->broker.lock);
	return is_owner;
}

/* Takes what a context has that is leaving: it gets nothing more. Zero: its byte is being set. */
static int take_all(struct vmci_host *host, struct vmci_host_removal *removal)
{
	struct vmci_host_context *context;
	int taken;

	vmci_hal_lock(&host->broker.lock);
	context = &host->contexts[vmci_broker_find_leaving(&host->broker, removal->pairs.context)];
	taken = context->byte_state != VMCI_BYTE_CLAIMED;
	if (taken) {
		removal->dropped = context->mailbox;
		removal->byte = context->byte;
		removal->byte_state = context->byte_state;
		vmci_mailbox_init(&context->mailbox);
		context->byte = vmci_hal_host_no_byte();
		context->byte_state = VMCI_BYTE_NONE;
		context->user = 0;
	}
	vmci_hal_unlock(&host->broker.lock);
	return taken;
}

/* Forgets the next of what was in it. */
static unsigned char forget_dropped(struct vmci_host *host, struct vmci_host_removal *removal)
{
	if (removal->dropped.count == 0)
		return HOST_REMOVAL_UNPIN;
	vmci_hal_host_forget(host->broker.host,
			     vmci_mailbox_take(host->broker.host, &removal->dropped));
	return HOST_REMOVAL_FORGET;
}

/* Ends the registration of its next doorbell. */
static unsigned char drop_doorbell(struct vmci_host *host, struct vmci_host_removal *removal)
{
	unsigned int slot = removal->slot;
	int found = vmci_host_drop_doorbell(host, removal->pairs.context, &slot);

	removal->slot = (vmci_table_index)slot;
	return found ? HOST_REMOVAL_DOORBELLS : HOST_REMOVAL_LEAVE;
}

enum vmci_step vmci_host_remove_context_step(struct vmci_host *host,
					     struct vmci_host_removal *removal)
{
	enum vmci_step made;

	switch ((enum host_removal_phase)removal->phase) {
	case HOST_REMOVAL_BEGIN:
		made = vmci_broker_remove_context_step(&host->broker, &removal->pairs);
		removal->phase = HOST_REMOVAL_TAKE;
		return made;
	case HOST_REMOVAL_TAKE:
		if (!take_all(host, removal))
			return VMCI_STEP_WAIT;
		removal->phase = HOST_REMOVAL_FORGET;
		return VMCI_STEP_AGAIN;
	case HOST_REMOVAL_FORGET:
		removal->phase = forget_dropped(host, removal);
		return VMCI_STEP_AGAIN;
	case HOST_REMOVAL_UNPIN:
		if (removal->byte_state == VMCI_BYTE_SET)
			vmci_hal_host_unpin_byte(host->broker.host, removal->byte);
		removal->phase = HOST_REMOVAL_DOORBELLS;
		return VMCI_STEP_AGAIN;
	case HOST_REMOVAL_DOORBELLS:
		removal->phase = drop_doorbell(host, removal);
		return VMCI_STEP_AGAIN;
	case HOST_REMOVAL_LEAVE:
		break;
	}
	return vmci_broker_remove_context_step(&host->broker, &removal->pairs);
}

int vmci_host_put(struct vmci_host *host, unsigned int slot)
{
	int last;

	vmci_hal_lock(&host->broker.lock);
	last = vmci_registry_put(&host->registry, slot);
	vmci_hal_unlock(&host->broker.lock);
	return last;
}
