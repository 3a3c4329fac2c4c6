// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The registry of resources: slots, and chains of them by resource id.
 *
 * The id alone chooses the chain, so that a resource of any context is found in the same one. A
 * link is a slot's number + 1, so that 0, which free slots and empty buckets hold, leads nowhere.
 */
#include "resource.h"
#include "route.h"

static int contexts_match(vmci_u32 a, vmci_u32 b)
{
	return a == b || a == VMCI_ID_INVALID || b == VMCI_ID_INVALID;
}

/* The link of the first registered resource of a type that matches a handle; 0: there is none. */
static unsigned int find_resource(const struct vmci_registry *registry, struct vmci_handle handle,
				  unsigned int type)
{
	unsigned int link = registry->buckets[handle.resource % VMCI_RESOURCE_BUCKETS];

	while (link != 0) {
		const struct vmci_resource *resource = &registry->slots[link - 1];

		if (resource->handle.resource == handle.resource && resource->type == type &&
		    contexts_match(resource->handle.context, handle.context))
			break;
		link = resource->next;
	}
	return link;
}

static vmci_u32 id_after(vmci_u32 id)
{
	if (id == VMCI_ID_INVALID - 1)
		return VMCI_RESOURCE_ID_FIRST;
	return id + 1;
}

/*
 * The next id that a type and context have free. Each resource has but one id, so that there are
 * at most as many steps as resources.
 */
static vmci_u32 find_id(const struct vmci_registry *registry, vmci_u32 context, unsigned int type)
{
	struct vmci_handle handle;

	handle.context = context;
	handle.resource = registry->next_id;
	while (find_resource(registry, handle, type) != 0)
		handle.resource = id_after(handle.resource);
	return handle.resource;
}

static void link_resource(struct vmci_registry *registry, unsigned int slot)
{
	struct vmci_resource *resource = &registry->slots[slot];
	vmci_table_index *link = &registry->buckets[resource->handle.resource % VMCI_RESOURCE_BUCKETS];

	while (*link != 0 && *link < slot + 1)
		link = &registry->slots[*link - 1].next;
	resource->next = *link;
	*link = slot + 1;
}

static void clear_resource(struct vmci_resource *resource)
{
	resource->handle.context = 0;
	resource->handle.resource = 0;
	resource->references = 0;
	resource->next = 0;
	resource->type = 0;
	resource->state = VMCI_RESOURCE_FREE;
}

void vmci_registry_init(struct vmci_registry *registry)
{
	unsigned int i;

	for (i = 0; i < VMCI_RESOURCES_MAX; i++)
		clear_resource(&registry->slots[i]);
	for (i = 0; i < VMCI_RESOURCE_BUCKETS; i++)
		registry->buckets[i] = 0;
	registry->first_free = 0;
	registry->next_id = VMCI_RESOURCE_ID_FIRST;
}

vmci_u32 vmci_registry_draw_id(struct vmci_registry *registry, vmci_u32 context, unsigned int type)
{
	vmci_u32 id = find_id(registry, context, type);

	registry->next_id = id_after(id);
	return id;
}

int vmci_registry_add(struct vmci_registry *registry, struct vmci_handle handle, unsigned int type,
		      unsigned int *slot, struct vmci_handle *added)
{
	unsigned int at = registry->first_free;
	struct vmci_resource *resource;

	if (type < VMCI_RESOURCE_DATAGRAM || type > VMCI_RESOURCE_QUEUE_PAIR)
		return VMCI_ERROR_INVALID_ARGS;
	if (handle.resource != VMCI_ID_INVALID && find_resource(registry, handle, type) != 0)
		return VMCI_ERROR_ALREADY_EXISTS;
	if (at == VMCI_RESOURCES_MAX)
		return VMCI_ERROR_NO_RESOURCES;
	if (handle.resource == VMCI_ID_INVALID)
		handle.resource = vmci_registry_draw_id(registry, handle.context, type);

	resource = &registry->slots[at];
	resource->handle = handle;
	resource->type = type;
	resource->state = VMCI_RESOURCE_REGISTERED;
	link_resource(registry, at);
	do
		registry->first_free++;
	while (registry->first_free < VMCI_RESOURCES_MAX &&
	       registry->slots[registry->first_free].state != VMCI_RESOURCE_FREE);
	*slot = at;
	*added = handle;
	return VMCI_SUCCESS;
}

int vmci_registry_get(struct vmci_registry *registry, struct vmci_handle handle, unsigned int type,
		      unsigned int *slot)
{
	unsigned int found = find_resource(registry, handle, type);
	int result;

	if (found == 0)
		return VMCI_ERROR_NOT_FOUND;
	result = vmci_registry_hold(registry, found - 1);
	if (result < VMCI_SUCCESS)
		return result;
	*slot = found - 1;
	return VMCI_SUCCESS;
}

int vmci_registry_hold(struct vmci_registry *registry, unsigned int slot)
{
	struct vmci_resource *resource = &registry->slots[slot];

	if (resource->references == VMCI_TABLE_COUNT_MAX)
		return VMCI_ERROR_NO_RESOURCES;
	resource->references = resource->references + 1;
	return VMCI_SUCCESS;
}

int vmci_registry_put(struct vmci_registry *registry, unsigned int slot)
{
	struct vmci_resource *resource = &registry->slots[slot];

	resource->references = resource->references - 1;
	return resource->state == VMCI_RESOURCE_REMOVED && resource->references == 0;
}

int vmci_registry_remove(struct vmci_registry *registry, struct vmci_handle handle,
			 unsigned int type, unsigned int *slot)
{
	vmci_table_index *link = &registry->buckets[handle.resource % VMCI_RESOURCE_BUCKETS];

	while (*link != 0) {
		struct vmci_resource *resource = &registry->slots[*link - 1];

		if (resource->handle.resource == handle.resource &&
		    resource->handle.context == handle.context && resource->type == type) {
			*slot = *link - 1;
			*link = resource->next;
			resource->next = 0;
			resource->state = VMCI_RESOURCE_REMOVED;
			return VMCI_SUCCESS;
		}
		link = &resource->next;
	}
	return VMCI_ERROR_NOT_FOUND;
}

int vmci_registry_unused(const struct vmci_registry *registry, unsigned int slot)
{
	return registry->slots[slot].references == 0;
}

void vmci_registry_release(struct vmci_registry *registry, unsigned int slot)
{
	clear_resource(&registry->slots[slot]);
	if (slot < registry->first_free)
		registry->first_free = slot;
}
