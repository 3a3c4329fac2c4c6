// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * What an operation of the broker does once it has claimed a pair and knows the outcome. Until it
 * is committed the table has the pair as it was: if pages cannot be pinned there is little to undo.
 */
#include "operation.h"
#include "table.h"

static unsigned char phase_behind(const struct vmci_broker *broker,
				  const struct vmci_broker_operation *operation,
				  enum vmci_broker_phase phase)
{
	unsigned int actions = operation->outcome.actions;
	/* A mapping does not outlive the pages, nor the host's end. */
	int unmap = broker->pairs[operation->slot].mapped &&
		    (actions & (VMCI_PAIR_UNPIN | VMCI_PAIR_FORGET_HEADERS));

	if (phase < VMCI_BROKER_PIN && (actions & VMCI_PAIR_PIN))
		return VMCI_BROKER_PIN;
	if (phase < VMCI_BROKER_UNMAP && unmap)
		return VMCI_BROKER_UNMAP;
	if (phase < VMCI_BROKER_UNPIN && (actions & VMCI_PAIR_UNPIN))
		return VMCI_BROKER_UNPIN;
	return VMCI_BROKER_COMMIT;
}

void vmci_broker_begin(struct vmci_broker *broker, struct vmci_broker_operation *operation)
{
	operation->wake = 0;
	operation->phase = phase_behind(broker, operation, VMCI_BROKER_CLAIM);
}

static int pin(struct vmci_broker *broker, const struct vmci_broker_operation *operation)
{
	const struct vmci_pair *pair = &operation->outcome.pair;

	return vmci_hal_host_pin(broker->host, operation->request.context, operation->store,
				 vmci_queue_pages(pair->produce_size),
				 vmci_queue_pages(pair->consume_size),
				 &broker->pairs[operation->slot].memory);
}

/* Who is told of what an operation did: the other party. */
static vmci_u32 whom_to_tell(const struct vmci_broker_operation *operation)
{
	const struct vmci_pair *pair = &operation->outcome.pair;

	return pair->creator == operation->request.context ? pair->attacher : pair->creator;
}

static void forget_headers(struct vmci_ring_indexes *indexes)
{
	indexes->produce_tail = 0;
	indexes->produce_head = 0;
	indexes->consume_tail = 0;
	indexes->consume_head = 0;
}

static void commit(struct vmci_broker *broker, struct vmci_broker_operation *operation)
{
	struct vmci_broker_pair *entry = &broker->pairs[operation->slot];
	const struct vmci_pair_outcome *outcome = &operation->outcome;
	unsigned int left;

	vmci_hal_lock(&broker->lock);
	left = entry->pair.parties & ~(unsigned int)outcome->pair.parties;
	entry->pair = outcome->pair;
	if (outcome->actions & VMCI_PAIR_FORGET_HEADERS)
		forget_headers(&entry->indexes);
	if (outcome->actions & VMCI_PAIR_TELL_ATTACH)
		vmci_broker_owe(broker, operation->slot, whom_to_tell(operation),
				VMCI_BROKER_OWES_ATTACH);
	if (outcome->actions & VMCI_PAIR_TELL_DETACH)
		vmci_broker_owe(broker, operation->slot, whom_to_tell(operation),
				VMCI_BROKER_OWES_DETACH);
	if (left)
		vmci_broker_discharge(broker, operation->slot, operation->request.context,
				      &outcome->pair);
	if (vmci_broker_unclaim(broker, operation->slot) ||
	    (outcome->actions & VMCI_PAIR_WAKE_HOST))
		operation->wake = 1;
	vmci_broker_free_unused(broker, operation->slot);
	vmci_hal_unlock(&broker->lock);
}

static void undo(struct vmci_broker *broker, struct vmci_broker_operation *operation)
{
	const struct vmci_pair *pair = &operation->outcome.pair;

	vmci_hal_lock(&broker->lock);
	if (pair->parties & ~(unsigned int)broker->pairs[operation->slot].pair.parties)
		vmci_broker_discharge(broker, operation->slot, operation->request.context, pair);
	if (vmci_broker_unclaim(broker, operation->slot))
		operation->wake = 1;
	vmci_broker_free_unused(broker, operation->slot);
	vmci_hal_unlock(&broker->lock);
}

enum vmci_step vmci_broker_carry_out_step(struct vmci_broker *broker,
					  struct vmci_broker_operation *operation)
{
	struct vmci_broker_pair *entry = &broker->pairs[operation->slot];
	enum vmci_broker_phase phase = (enum vmci_broker_phase)operation->phase;
	int pinned;

	switch (phase) {
	case VMCI_BROKER_PIN:
		pinned = pin(broker, operation);
		operation->phase = phase_behind(broker, operation, phase);
		if (pinned < VMCI_SUCCESS) {
			operation->result = pinned;
			operation->phase = VMCI_BROKER_UNDO;
		}
		return VMCI_STEP_AGAIN;
	case VMCI_BROKER_UNMAP:
		vmci_hal_host_unmap_headers(broker->host, &entry->memory);
		entry->mapped = 0;
		operation->phase = phase_behind(broker, operation, phase);
		return VMCI_STEP_AGAIN;
	case VMCI_BROKER_UNPIN:
		vmci_hal_host_unpin(broker->host, &entry->memory);
		entry->memory = vmci_hal_host_nothing_pinned();
		operation->phase = phase_behind(broker, operation, phase);
		return VMCI_STEP_AGAIN;
	case VMCI_BROKER_COMMIT:
		commit(broker, operation);
		operation->phase = VMCI_BROKER_WAKE;
		if (operation->outcome.actions & (VMCI_PAIR_TELL_ATTACH | VMCI_PAIR_TELL_DETACH))
			operation->phase = VMCI_BROKER_TELL;
		else if (!operation->wake)
			return VMCI_STEP_DONE;
		return VMCI_STEP_AGAIN;
	case VMCI_BROKER_UNDO:
		undo(broker, operation);
		operation->phase = VMCI_BROKER_WAKE;
		return operation->wake ? VMCI_STEP_AGAIN : VMCI_STEP_DONE;
	case VMCI_BROKER_TELL:
		vmci_hal_host_tell(broker->host, whom_to_tell(operation));
		operation->phase = VMCI_BROKER_WAKE;
		return operation->wake ? VMCI_STEP_AGAIN : VMCI_STEP_DONE;
	case VMCI_BROKER_WAKE:
	case VMCI_BROKER_CLAIM:
		break;
	}
	vmci_hal_host_wake(broker->host);
	return VMCI_STEP_DONE;
}
