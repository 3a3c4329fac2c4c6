// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The host as a whole, and virtual machines that come and go. */
#include "host.h"
#include "mailbox.h"
#include "table.h"

enum host_removal_phase {
	HOST_REMOVAL_BEGIN,
	HOST_REMOVAL_EMPTY,
	HOST_REMOVAL_FORGET,
	HOST_REMOVAL_LEAVE
};

void vmci_host_init(struct vmci_host *host, vmci_hal_host platform)
{
	unsigned int i;

	vmci_broker_init(&host->broker, platform);
	vmci_registry_init(&host->registry);
	for (i = 0; i < VMCI_CONTEXTS_MAX; i++) {
		vmci_mailbox_init(&host->contexts[i].mailbox);
		host->contexts[i].user = 0;
	}
	for (i = 0; i < VMCI_RESOURCES_MAX; i++) {
		host->entries[i].callback = vmci_hal_host_no_callback();
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

/* Takes what is in the mailbox of a context that is leaving: nothing more gets in. */
static void empty_mailbox(struct vmci_host *host, struct vmci_host_removal *removal)
{
	unsigned int slot;

	vmci_hal_lock(&host->broker.lock);
	slot = vmci_broker_find_leaving(&host->broker, removal->pairs.context);
	removal->dropped = host->contexts[slot].mailbox;
	vmci_mailbox_init(&host->contexts[slot].mailbox);
	host->contexts[slot].user = 0;
	vmci_hal_unlock(&host->broker.lock);
}

/* Forgets the next of what was in it. */
static unsigned char forget_dropped(struct vmci_host *host, struct vmci_host_removal *removal)
{
	if (removal->dropped.count == 0)
		return HOST_REMOVAL_LEAVE;
	vmci_hal_host_forget(host->broker.host,
			     vmci_mailbox_take(host->broker.host, &removal->dropped));
	return HOST_REMOVAL_FORGET;
}

enum vmci_step vmci_host_remove_context_step(struct vmci_host *host,
					     struct vmci_host_removal *removal)
{
	enum vmci_step made;

	switch ((enum host_removal_phase)removal->phase) {
	case HOST_REMOVAL_BEGIN:
		made = vmci_broker_remove_context_step(&host->broker, &removal->pairs);
		removal->phase = HOST_REMOVAL_EMPTY;
		return made;
	case HOST_REMOVAL_EMPTY:
		empty_mailbox(host, removal);
		removal->phase = HOST_REMOVAL_FORGET;
		return VMCI_STEP_AGAIN;
	case HOST_REMOVAL_FORGET:
		removal->phase = forget_dropped(host, removal);
		return VMCI_STEP_AGAIN;
	case HOST_REMOVAL_LEAVE:
		break;
	}
	return vmci_broker_remove_context_step(&host->broker, &removal->pairs);
}

void vmci_host_put(struct vmci_host *host, unsigned int slot)
{
	int last;

	vmci_hal_lock(&host->broker.lock);
	last = vmci_registry_put(&host->registry, slot);
	vmci_hal_unlock(&host->broker.lock);
	if (last)
		vmci_hal_host_wake(host->broker.host);
}
