// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Virtual machines that come and go, and what they are told. */
#include "../datagram.h"
#include "operation.h"
#include "pair_party.h"
#include "table.h"

enum removal_phase { REMOVAL_BEGIN, REMOVAL_FIND, REMOVAL_DETACH, REMOVAL_TELL };

static unsigned char capabilities_of(vmci_u32 version)
{
	if (version >= VMCI_VERSION_WITH_MEMORY)
		return VMCI_PAIR_WITH_HOST | VMCI_PAIR_WITH_MEMORY;
	return version >= VMCI_VERSION_WITH_HOST ? VMCI_PAIR_WITH_HOST : 0;
}

int vmci_broker_enter_context(struct vmci_broker *broker, vmci_u32 context, unsigned int privileges,
			      vmci_u32 version, unsigned int *slot)
{
	unsigned int i;
	unsigned int free = VMCI_CONTEXTS_MAX;

	if (!vmci_context_is_vm(context) ||
	    (privileges & ~(VMCI_PRIVILEGE_RESTRICTED | VMCI_PRIVILEGE_TRUSTED)))
		return VMCI_ERROR_INVALID_ARGS;
	for (i = VMCI_CONTEXTS_MAX; i > 0; i--) {
		if (broker->contexts[i - 1].state == VMCI_CONTEXT_FREE)
			free = i - 1;
		else if (vmci_broker_is_there(&broker->contexts[i - 1]) &&
			 broker->contexts[i - 1].id == context)
			return VMCI_ERROR_ALREADY_EXISTS;
	}
	if (free == VMCI_CONTEXTS_MAX)
		return VMCI_ERROR_NO_RESOURCES;
	broker->contexts[free].id = context;
	broker->contexts[free].state = VMCI_CONTEXT_PRESENT;
	broker->contexts[free].privileges = (unsigned char)privileges;
	broker->contexts[free].capabilities = capabilities_of(version);
	*slot = free;
	return VMCI_SUCCESS;
}

int vmci_broker_add_context(struct vmci_broker *broker, vmci_u32 context, unsigned int privileges,
			    vmci_u32 version)
{
	unsigned int slot = 0;
	int result;

	vmci_hal_lock(&broker->lock);
	result = vmci_broker_enter_context(broker, context, privileges, version, &slot);
	vmci_hal_unlock(&broker->lock);
	return result;
}

/* Of two who remove a context one does. With the broker's lock held, as those below. */
static enum vmci_step begin_removal(struct vmci_broker *broker,
				    struct vmci_context_removal *removal)
{
	unsigned int i = vmci_broker_find_context(broker, removal->context);

	if (i == VMCI_CONTEXTS_MAX || !vmci_context_is_vm(removal->context)) {
		removal->result = VMCI_ERROR_NOT_FOUND;
		return VMCI_STEP_DONE;
	}
	broker->contexts[i].state = VMCI_CONTEXT_LEAVING;
	removal->phase = REMOVAL_FIND;
	removal->slot = 0;
	return VMCI_STEP_AGAIN;
}

/* What a context is owed of a pair it shall not be told. */
static void drop_events(struct vmci_broker *broker, unsigned int slot, vmci_u32 context)
{
	unsigned int owed = vmci_broker_owed(broker, slot, context);

	if (owed & VMCI_BROKER_OWES_ATTACH)
		vmci_broker_settle(broker, slot, context, VMCI_BROKER_OWES_ATTACH);
	if (owed & VMCI_BROKER_OWES_DETACH)
		vmci_broker_settle(broker, slot, context, VMCI_BROKER_OWES_DETACH);
}

/* Claims the next pair that the context is to leave. */
static enum vmci_step claim_next(struct vmci_broker *broker, struct vmci_context_removal *removal)
{
	struct vmci_broker_operation *detach = &removal->detach;
	vmci_u32 context = removal->context;

	for (; removal->slot < VMCI_BROKER_PAIRS_MAX; removal->slot++) {
		struct vmci_broker_pair *entry = &broker->pairs[removal->slot];
		int party = vmci_pair_party(&entry->pair, context) != 0;

		if (entry->claimed && (party || entry->claimer == context)) {
			entry->awaited = 1;
			return VMCI_STEP_WAIT;
		}
		drop_events(broker, removal->slot, context);
		if (!party)
			continue;
		vmci_broker_claim(broker, removal->slot, context);
		detach->request.context = context;
		detach->slot = removal->slot;
		detach->result = vmci_pair_detach(&entry->pair, &detach->request, &detach->outcome);
		vmci_broker_begin(broker, detach);
		removal->phase = REMOVAL_DETACH;
		return VMCI_STEP_AGAIN;
	}
	return VMCI_STEP_DONE;
}

void vmci_broker_clear_context(struct vmci_broker_context *context)
{
	context->id = 0;
	context->state = VMCI_CONTEXT_FREE;
	context->privileges = 0;
	context->capabilities = 0;
	context->watches = 0;
}

/* Nothing of it is left but its place in the table, which it keeps until the host is told. */
static enum vmci_step end_removal(struct vmci_broker *broker, struct vmci_context_removal *removal)
{
	unsigned int i = vmci_broker_find_leaving(broker, removal->context);

	removal->result = VMCI_SUCCESS;
	if (broker->contexts[i].watches & VMCI_CONTEXT_WATCHED) {
		broker->contexts[i].state = VMCI_CONTEXT_REMOVED;
		removal->phase = REMOVAL_TELL;
		return VMCI_STEP_AGAIN;
	}
	vmci_broker_clear_context(&broker->contexts[i]);
	return VMCI_STEP_DONE;
}

enum vmci_step vmci_broker_remove_context_step(struct vmci_broker *broker,
					       struct vmci_context_removal *removal)
{
	enum vmci_step made = VMCI_STEP_AGAIN;

	switch ((enum removal_phase)removal->phase) {
	case REMOVAL_DETACH:
		if (vmci_broker_carry_out_step(broker, &removal->detach) == VMCI_STEP_DONE)
			removal->phase = REMOVAL_FIND;
		return VMCI_STEP_AGAIN;
	case REMOVAL_BEGIN:
		vmci_hal_lock(&broker->lock);
		made = begin_removal(broker, removal);
		vmci_hal_unlock(&broker->lock);
		return made;
	case REMOVAL_TELL:
		vmci_hal_host_tell(broker->host, VMCI_CONTEXT_HOST);
		return VMCI_STEP_DONE;
	case REMOVAL_FIND:
		break;
	}
	vmci_hal_lock(&broker->lock);
	made = claim_next(broker, removal);
	if (made == VMCI_STEP_DONE)
		made = end_removal(broker, removal);
	vmci_hal_unlock(&broker->lock);
	return made;
}
