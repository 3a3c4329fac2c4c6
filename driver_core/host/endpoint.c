// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The host's end of a queue pair: its operations on the rings, each under a claim of the pair. */
#include "endpoint.h"
#include "host_ring.h"
#include "table.h"

enum endpoint_phase {
	ENDPOINT_FIND,
	ENDPOINT_CLAIM,
	ENDPOINT_MAP,
	ENDPOINT_RUN,
	ENDPOINT_UNCLAIM,
	ENDPOINT_WAKE,
	ENDPOINT_BLOCKED
};

/* Whether it is to be tried again, rather than to end with this. */
static int is_to_block(const struct vmci_host_operation *operation)
{
	return operation->blocks && (operation->result == VMCI_ERROR_QUEUEPAIR_NOSPACE ||
				     operation->result == VMCI_ERROR_QUEUEPAIR_NODATA);
}

/* The operation's reference is given back with its end: it may have been the last thing. */
static void put_end(struct vmci_broker *broker, const struct vmci_host_operation *operation)
{
	vmci_registry_put(&broker->registry, operation->slot);
	vmci_broker_free_unused(broker, operation->slot);
}

/* With the broker's lock held, as the next ones. */
static enum vmci_step find_end(struct vmci_broker *broker, struct vmci_host_operation *operation)
{
	unsigned int slot = 0;
	int result = vmci_broker_find_pair(broker, operation->handle, &slot);

	if (result >= VMCI_SUCCESS &&
	    !vmci_pair_party(&broker->pairs[slot].pair, VMCI_CONTEXT_HOST)) {
		vmci_registry_put(&broker->registry, slot);
		result = VMCI_ERROR_NOT_FOUND;
	}
	if (result == VMCI_ERROR_NOT_FOUND)
		result = VMCI_ERROR_QUEUEPAIR_NOTATTACHED;
	if (result < VMCI_SUCCESS) {
		operation->result = result;
		return VMCI_STEP_DONE;
	}
	operation->slot = (vmci_table_index)slot;
	operation->phase = ENDPOINT_CLAIM;
	return VMCI_STEP_AGAIN;
}

static enum vmci_step claim_end(struct vmci_broker *broker, struct vmci_host_operation *operation)
{
	struct vmci_broker_pair *entry = &broker->pairs[operation->slot];
	int result;

	if (!vmci_broker_claim(broker, operation->slot, VMCI_CONTEXT_HOST))
		return VMCI_STEP_WAIT;
	result = vmci_pair_check_host_end(&entry->pair);
	if (result >= VMCI_SUCCESS) {
		operation->phase = entry->mapped ? ENDPOINT_RUN : ENDPOINT_MAP;
		return VMCI_STEP_AGAIN;
	}
	vmci_broker_unclaim(broker, operation->slot);
	if (operation->blocks && result == VMCI_ERROR_QUEUEPAIR_NOT_READY)
		return VMCI_STEP_WAIT;
	operation->result = result;
	put_end(broker, operation);
	return VMCI_STEP_DONE;
}

static void unclaim_end(struct vmci_broker *broker, struct vmci_host_operation *operation)
{
	operation->wake = vmci_broker_unclaim(broker, operation->slot) != 0;
	operation->phase = ENDPOINT_BLOCKED;
	if (!is_to_block(operation))
		put_end(broker, operation);
}

/*
 * Looks, in this one step, whether there is anything to try again for: if it says that there is
 * not, whoever changes that wakes those who wait, from now on.
 */
static enum vmci_step look_again(struct vmci_broker *broker, struct vmci_host_operation *operation)
{
	struct vmci_broker_pair *entry = &broker->pairs[operation->slot];

	if (entry->claimed) {
		entry->awaited = 1;
		return VMCI_STEP_WAIT;
	}
	if (vmci_pair_check_host_end(&entry->pair) >= VMCI_SUCCESS && entry->mapped &&
	    !vmci_host_ring_can_move(entry, operation->request))
		return VMCI_STEP_WAIT;
	operation->phase = ENDPOINT_CLAIM;
	return VMCI_STEP_AGAIN;
}

/* The headers of memory that has come, and the host's half of them as its end was left. */
static void map_end(struct vmci_broker *broker, struct vmci_host_operation *operation)
{
	struct vmci_broker_pair *entry = &broker->pairs[operation->slot];
	int result = vmci_hal_host_map_headers(broker->host, &entry->memory);

	operation->phase = ENDPOINT_RUN;
	if (result >= VMCI_SUCCESS) {
		entry->mapped = 1;
		vmci_host_ring_resume(entry);
	} else {
		operation->result = result;
		operation->phase = ENDPOINT_UNCLAIM;
	}
}

/* What of it needs the lock. */
static enum vmci_step locked_step(struct vmci_broker *broker, struct vmci_host_operation *operation)
{
	enum vmci_step made = VMCI_STEP_AGAIN;

	vmci_hal_lock(&broker->lock);
	switch ((enum endpoint_phase)operation->phase) {
	case ENDPOINT_FIND:
		made = find_end(broker, operation);
		break;
	case ENDPOINT_CLAIM:
		made = claim_end(broker, operation);
		break;
	case ENDPOINT_UNCLAIM:
		unclaim_end(broker, operation);
		if (operation->wake)
			operation->phase = ENDPOINT_WAKE;
		else if (!is_to_block(operation))
			made = VMCI_STEP_DONE;
		break;
	case ENDPOINT_BLOCKED:
		made = look_again(broker, operation);
		break;
	case ENDPOINT_MAP:
	case ENDPOINT_RUN:
	case ENDPOINT_WAKE:
		break;
	}
	vmci_hal_unlock(&broker->lock);
	return made;
}

enum vmci_step vmci_host_endpoint_step(struct vmci_broker *broker,
				       struct vmci_host_operation *operation)
{
	switch ((enum endpoint_phase)operation->phase) {
	case ENDPOINT_MAP:
		map_end(broker, operation);
		return VMCI_STEP_AGAIN;
	case ENDPOINT_RUN:
		vmci_host_ring_run(&broker->pairs[operation->slot], operation);
		operation->phase = ENDPOINT_UNCLAIM;
		return VMCI_STEP_AGAIN;
	case ENDPOINT_WAKE:
		vmci_hal_host_wake(broker->host);
		operation->phase = ENDPOINT_BLOCKED;
		return is_to_block(operation) ? VMCI_STEP_AGAIN : VMCI_STEP_DONE;
	case ENDPOINT_FIND:
	case ENDPOINT_CLAIM:
	case ENDPOINT_UNCLAIM:
	case ENDPOINT_BLOCKED:
		break;
	}
	return locked_step(broker, operation);
}

enum vmci_step vmci_host_end_claim_step(struct vmci_broker *broker,
					struct vmci_host_operation *claim)
{
	if (claim->phase == ENDPOINT_RUN)
		return VMCI_STEP_DONE;
	return vmci_host_endpoint_step(broker, claim);
}

enum vmci_step vmci_host_end_release_step(struct vmci_broker *broker,
					  struct vmci_host_operation *claim)
{
	if (claim->phase == ENDPOINT_RUN)
		claim->phase = ENDPOINT_UNCLAIM;
	return vmci_host_endpoint_step(broker, claim);
}
