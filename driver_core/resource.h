/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The registry: the datagram endpoints, doorbells and queue pairs that this machine has.
 *
 * A resource is known by its handle and its type: resources of two types may have one handle. It
 * has a slot, a number below VMCI_RESOURCES_MAX, under which the caller keeps what else belongs to
 * it. A slot goes through three states:
 *
 *   registered	from vmci_registry_add() on: vmci_registry_get() finds the resource
 *   removed	from vmci_registry_remove() on: it is no longer found, but those who hold a
 *		reference still work with it; the remover owns the slot and waits for them
 *   free	from vmci_registry_release() on
 *
 * A context id that is invalid is a wildcard: a resource that has one is found under any context,
 * and who looks for any context finds a resource of any. So no two registered resources of one type
 * match each other's handle.
 *
 * A registry is a plain value: it can be copied and compared, and two that have the same resources
 * in the same slots, and give out the same id next, are the same bytes.
 *
 * The caller holds the lock that guards the registry.
 */
#ifndef VMCI_CORE_RESOURCE_H
#define VMCI_CORE_RESOURCE_H

#include "limits.h"
#include "result.h"
#include "wire.h"

/* Lower ids are reserved: a resource has one only if it was asked for. */
#define VMCI_RESOURCE_ID_FIRST 1024u

enum vmci_resource_type {
	VMCI_RESOURCE_DATAGRAM = 1,
	VMCI_RESOURCE_DOORBELL = 2,
	VMCI_RESOURCE_QUEUE_PAIR = 3
};

enum vmci_resource_state {
	VMCI_RESOURCE_FREE = 0,
	VMCI_RESOURCE_REGISTERED = 1,
	VMCI_RESOURCE_REMOVED = 2
};

/* A slot. One that is free is all zero bytes. */
struct vmci_resource {
	struct vmci_handle handle;
	vmci_table_count references;
	vmci_table_index next;	/* in the chain: its slot + 1; 0: the last */
	vmci_table_index type;	/* enum vmci_resource_type */
	vmci_table_index state; /* enum vmci_resource_state */
};

struct vmci_registry {
	vmci_u32 next_id; /* from VMCI_RESOURCE_ID_FIRST, where the search for an id begins */
	struct vmci_resource slots[VMCI_RESOURCES_MAX];
	/* Registered resources by id, each a chain in the order of slots: its first slot + 1. */
	vmci_table_index buckets[VMCI_RESOURCE_BUCKETS];
	vmci_table_index first_free; /* the lowest free slot; VMCI_RESOURCES_MAX: none */
};

/* Begins with no resources. */
void vmci_registry_init(struct vmci_registry *registry);

/*
 * Registers a resource without references, in the lowest free slot. `type` is one of enum
 * vmci_resource_type. If handle.resource is VMCI_ID_INVALID it gets an id that no resource of its
 * type and context has. Ids are given out in turn, through their whole range, so that one which
 * becomes free is not soon another's: events about its last owner may still be on their way.
 *
 * VMCI_ERROR_INVALID_ARGS: there is no such type; VMCI_ERROR_ALREADY_EXISTS: a registered resource
 * of the type matches the handle; VMCI_ERROR_NO_RESOURCES: no slot is free. On an error nothing
 * changes. There are more ids than slots: who gets a slot gets an id.
 */
int vmci_registry_add(struct vmci_registry *registry, struct vmci_handle handle, unsigned int type,
		      unsigned int *slot, struct vmci_handle *added);

/*
 * Gives an id that no registered resource of a type and context has, and that is not given out
 * again until all others have been: who registers a resource with it does so later, or not at all.
 */
vmci_u32 vmci_registry_draw_id(struct vmci_registry *registry, vmci_u32 context, unsigned int type);

/*
 * Finds the registered resource of a type that matches a handle, of several the one in the lowest
 * slot, and takes a reference. VMCI_ERROR_NOT_FOUND; VMCI_ERROR_NO_RESOURCES as
 * vmci_registry_hold(). On an error *slot is left alone.
 */
int vmci_registry_get(struct vmci_registry *registry, struct vmci_handle handle, unsigned int type,
		      unsigned int *slot);

/*
 * Takes one more reference of a resource that the caller knows not to be released meanwhile.
 * VMCI_ERROR_NO_RESOURCES: there are VMCI_TABLE_COUNT_MAX already, and it stays at that.
 */
int vmci_registry_hold(struct vmci_registry *registry, unsigned int slot);

/*
 * Gives a reference back. Nonzero if it was the last one of a resource that has been removed: the
 * remover, which may be waiting, is to be woken. Unless so, the slot is not the caller's any more.
 */
int vmci_registry_put(struct vmci_registry *registry, unsigned int slot);

/*
 * Removes the registered resource that has exactly this handle and type: nobody finds it any more,
 * and its handle can be registered anew. The slot is the caller's, to release once it is unused.
 * VMCI_ERROR_NOT_FOUND: there is none, or it was removed before; *slot is left alone.
 */
int vmci_registry_remove(struct vmci_registry *registry, struct vmci_handle handle,
			 unsigned int type, unsigned int *slot);

/* Whether a resource has no references. Once it has been removed it gets none any more. */
int vmci_registry_unused(const struct vmci_registry *registry, unsigned int slot);

/* Frees the slot of a resource that has been removed and is unused. */
void vmci_registry_release(struct vmci_registry *registry, unsigned int slot);

#endif
