// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Ringing doorbells of a host's contexts, and answering that. */
#include "bell.h"
#include "bell_rules.h"
#include "bell_table.h"
#include "notify.h"
#include "table.h"

enum bell_phase { BELL_RING, BELL_TELL };

/* Completes what is known of a doorbell. With the broker's lock held, as those below. */
static int check_bell(struct vmci_host *host, const struct vmci_bell *bell, unsigned int dst,
		      unsigned int slot)
{
	const struct vmci_broker_context *contexts = host->broker.contexts;
	unsigned int sender = vmci_broker_find_context(&host->broker, bell->sender);
	struct vmci_bell_question question;

	if (sender == VMCI_CONTEXTS_MAX)
		return VMCI_ERROR_INVALID_ARGS;
	question.handle = bell->handle;
	question.sender = bell->sender;
	question.dst_exists = dst != VMCI_CONTEXTS_MAX;
	question.registered = slot != VMCI_RESOURCES_MAX;
	question.sender_privileges = contexts[sender].privileges;
	question.program_privileges = bell->privileges;
	question.context_privileges = 0;
	if (question.dst_exists)
		question.context_privileges = contexts[dst].privileges;
	question.doorbell_privileges = 0;
	if (question.registered)
		question.doorbell_privileges = host->entries[slot].privileges;
	return vmci_bell_check(&question);
}

/* One that was rung before, and not answered yet, is not rung twice. Nonzero: somebody is told. */
static int ring_bell(struct vmci_host *host, struct vmci_bell *bell)
{
	unsigned int dst = vmci_broker_find_context(&host->broker, bell->handle.context);
	unsigned int slot = vmci_bell_find(host, bell->handle);

	bell->result = check_bell(host, bell, dst, slot);
	if (bell->result < VMCI_SUCCESS || host->entries[slot].rung)
		return 0;
	vmci_bell_queue(host, &host->contexts[dst], slot);
	return 1;
}

enum vmci_step vmci_bell_step(struct vmci_host *host, struct vmci_bell *bell)
{
	int tells;

	if (bell->phase == BELL_TELL) {
		vmci_hal_host_tell(host->broker.host, bell->handle.context);
		return VMCI_STEP_DONE;
	}
	vmci_hal_lock(&host->broker.lock);
	tells = ring_bell(host, bell);
	vmci_hal_unlock(&host->broker.lock);
	bell->phase = BELL_TELL;
	return tells ? VMCI_STEP_AGAIN : VMCI_STEP_DONE;
}

static int collect_bells(struct vmci_host *host, unsigned int owner, struct vmci_handle *bells,
			 vmci_u64 *count)
{
	struct vmci_host_context *context = &host->contexts[owner];
	vmci_u64 room = *count;
	unsigned int i = 0;

	*count = context->rung;
	if (context->rung > room)
		return VMCI_ERROR_MORE_DATA;
	while (context->rung != 0) {
		unsigned int slot = context->first_rung - 1u;

		bells[i++] = host->registry.slots[slot].handle;
		vmci_bell_unqueue(host, context, slot);
	}
	return VMCI_SUCCESS;
}

int vmci_host_collect_bells(struct vmci_host *host, vmci_u32 context, struct vmci_handle *bells,
			    vmci_u64 *count)
{
	unsigned int owner;
	int result = VMCI_ERROR_INVALID_ARGS;

	vmci_hal_lock(&host->broker.lock);
	owner = vmci_host_find_vm(host, context);
	if (owner != VMCI_CONTEXTS_MAX)
		result = collect_bells(host, owner, bells, count);
	if (result >= VMCI_SUCCESS)
		vmci_host_lower_notify(host, owner);
	vmci_hal_unlock(&host->broker.lock);
	return result;
}

int vmci_host_return_bells(struct vmci_host *host, vmci_u32 context,
			   const struct vmci_handle *bells, vmci_u64 count)
{
	unsigned int owner;
	unsigned int i;

	vmci_hal_lock(&host->broker.lock);
	owner = vmci_host_find_vm(host, context);
	for (i = 0; owner != VMCI_CONTEXTS_MAX && i < count; i++) {
		unsigned int slot = vmci_bell_find(host, bells[i]);

		if (slot != VMCI_RESOURCES_MAX && bells[i].context == context &&
		    !host->entries[slot].rung)
			vmci_bell_queue(host, &host->contexts[owner], slot);
	}
	vmci_hal_unlock(&host->broker.lock);
	return owner == VMCI_CONTEXTS_MAX ? VMCI_ERROR_INVALID_ARGS : VMCI_SUCCESS;
}

int vmci_host_take_bell(struct vmci_host *host, unsigned int *slot, vmci_host_callback *callback)
{
	struct vmci_host_context *context = &host->contexts[VMCI_HOST_SLOT];
	int found;

	vmci_hal_lock(&host->broker.lock);
	found = context->rung != 0 &&
		vmci_registry_hold(&host->registry, context->first_rung - 1u) >= VMCI_SUCCESS;
	if (found) {
		*slot = context->first_rung - 1u;
		*callback = host->entries[*slot].callback;
		vmci_bell_unqueue(host, context, *slot);
	}
	vmci_hal_unlock(&host->broker.lock);
	return found;
}
