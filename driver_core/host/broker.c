// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What contexts ask of the broker: who may, of which pair, and its claim. */
#include "broker.h"
#include "operation.h"
#include "pair_alloc.h"
#include "pair_party.h"
#include "table.h"

/* A trigger: see pair.h. */
typedef int (*change)(const struct vmci_pair *pair, const struct vmci_pair_request *request,
		      struct vmci_pair_outcome *outcome);

/* Completes a request with what is known of who asks. Zero: nobody is. */
static int introduce(const struct vmci_broker *broker, struct vmci_pair_request *request)
{
	unsigned int i = vmci_broker_find_context(broker, request->context);

	if (i == VMCI_CONTEXTS_MAX)
		return 0;
	request->capabilities = broker->contexts[i].capabilities;
	if (vmci_context_is_vm(request->context))
		request->privileges = broker->contexts[i].privileges;
	return 1;
}

static enum vmci_step fail(struct vmci_broker_operation *operation, int error)
{
	operation->result = error;
	return VMCI_STEP_DONE;
}

/*
 * Claims a pair that is there, if the change is allowed. What somebody else has claimed is about to
 * be another: no error is told before it is.
 */
static enum vmci_step claim_pair(struct vmci_broker *broker,
				 struct vmci_broker_operation *operation, unsigned int slot,
				 change trigger)
{
	struct vmci_pair_outcome *outcome = &operation->outcome;
	const struct vmci_pair *pair = &broker->pairs[slot].pair;
	vmci_u32 context = operation->request.context;
	int charged = VMCI_SUCCESS;

	if (!vmci_broker_claim(broker, slot, context))
		return VMCI_STEP_WAIT;
	operation->result = trigger(pair, &operation->request, outcome);
	if (operation->result >= VMCI_SUCCESS &&
	    (outcome->pair.parties & ~(unsigned int)pair->parties))
		charged = vmci_broker_charge(broker, context, &outcome->pair);
	if (charged < VMCI_SUCCESS)
		operation->result = charged;
	if (operation->result < VMCI_SUCCESS) {
		vmci_broker_unclaim(broker, slot);
		vmci_broker_free_unused(broker, slot);
		return VMCI_STEP_DONE;
	}
	operation->slot = (vmci_table_index)slot;
	vmci_broker_begin(broker, operation);
	return VMCI_STEP_AGAIN;
}

/* Enters a pair that is to be created and claims it. The host may leave its id to the registry. */
static enum vmci_step claim_new(struct vmci_broker *broker, struct vmci_broker_operation *create)
{
	struct vmci_pair_request *request = &create->request;
	struct vmci_handle asked = request->handle;
	int any_id = request->context == VMCI_CONTEXT_HOST && asked.resource == VMCI_ID_INVALID;
	struct vmci_pair none;
	unsigned int slot = 0;
	int result;

	if (any_id) {
		if (asked.context == VMCI_ID_INVALID)
			request->handle.context = VMCI_CONTEXT_HOST;
		/* All that it may get are judged alike. */
		request->handle.resource = VMCI_RESOURCE_ID_FIRST;
	}
	vmci_pair_init(&none);
	result = vmci_pair_create(&none, request, &create->outcome);
	if (result >= VMCI_SUCCESS) {
		if (any_id)
			request->handle.resource = VMCI_ID_INVALID;
		result = vmci_broker_enter(broker, request->handle, &slot, &request->handle);
	}
	if (result < VMCI_SUCCESS) {
		request->handle = asked;
		return fail(create, result);
	}
	return claim_pair(broker, create, slot, vmci_pair_create);
}

struct vmci_handle vmci_broker_draw(struct vmci_broker *broker)
{
	struct vmci_handle handle;

	vmci_hal_lock(&broker->lock);
	handle.context = VMCI_CONTEXT_HOST;
	handle.resource =
		vmci_registry_draw_id(&broker->registry, handle.context, VMCI_RESOURCE_QUEUE_PAIR);
	vmci_hal_unlock(&broker->lock);
	return handle;
}

/* With the broker's lock held, as all above that is not public. */
static enum vmci_step claim_alloc(struct vmci_broker *broker, struct vmci_broker_operation *alloc)
{
	unsigned int slot = 0;
	int found;

	if (!introduce(broker, &alloc->request))
		return fail(alloc, VMCI_ERROR_INVALID_ARGS);
	found = vmci_broker_find_pair(broker, alloc->request.handle, &slot);
	if (found == VMCI_ERROR_NOT_FOUND)
		return claim_new(broker, alloc);
	if (found < VMCI_SUCCESS)
		return fail(alloc, found);
	vmci_registry_put(&broker->registry, slot); /* the claim holds it as well */
	return claim_pair(broker, alloc, slot, vmci_pair_attach);
}

/* Likewise, for what only a party of a pair asks for. */
static enum vmci_step claim_own(struct vmci_broker *broker, struct vmci_broker_operation *operation,
				change trigger)
{
	unsigned int slot = 0;
	int found;

	if (!introduce(broker, &operation->request))
		return fail(operation, VMCI_ERROR_INVALID_ARGS);
	found = vmci_broker_find_pair(broker, operation->request.handle, &slot);
	if (found < VMCI_SUCCESS)
		return fail(operation, found);
	vmci_registry_put(&broker->registry, slot);
	return claim_pair(broker, operation, slot, trigger);
}

static enum vmci_step change_own_step(struct vmci_broker *broker,
				      struct vmci_broker_operation *operation, change trigger)
{
	enum vmci_step made;

	if (operation->phase != VMCI_BROKER_CLAIM)
		return vmci_broker_carry_out_step(broker, operation);
	vmci_hal_lock(&broker->lock);
	made = claim_own(broker, operation, trigger);
	vmci_hal_unlock(&broker->lock);
	return made;
}

enum vmci_step vmci_broker_alloc_step(struct vmci_broker *broker,
				      struct vmci_broker_operation *alloc)
{
	enum vmci_step made;

	if (alloc->phase != VMCI_BROKER_CLAIM)
		return vmci_broker_carry_out_step(broker, alloc);
	vmci_hal_lock(&broker->lock);
	made = claim_alloc(broker, alloc);
	vmci_hal_unlock(&broker->lock);
	return made;
}

enum vmci_step vmci_broker_set_page_store_step(struct vmci_broker *broker,
					       struct vmci_broker_operation *set)
{
	return change_own_step(broker, set, vmci_pair_set_page_store);
}

enum vmci_step vmci_broker_unmap_step(struct vmci_broker *broker,
				      struct vmci_broker_operation *unmap)
{
	return change_own_step(broker, unmap, vmci_pair_unmap);
}

enum vmci_step vmci_broker_map_step(struct vmci_broker *broker, struct vmci_broker_operation *map)
{
	return change_own_step(broker, map, vmci_pair_map);
}

enum vmci_step vmci_broker_detach_step(struct vmci_broker *broker,
				       struct vmci_broker_operation *detach)
{
	return change_own_step(broker, detach, vmci_pair_detach);
}
