/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Context ids, and which way a datagram or a doorbell takes from the machine that handles it.
 *
 * A machine can have two personalities at once. As a guest it has a VMCI device, and sends through
 * it. As a host it serves its own programs and the contexts of its virtual machines.
 *
 * Pure functions of numbers. Where one can fail it returns VMCI_SUCCESS or an error that its
 * comment names, and on failure leaves its results alone.
 */
#ifndef VMCI_CORE_ROUTE_H
#define VMCI_CORE_ROUTE_H

#include "hal/hal.h"
#include "result.h"

/* Context 1 is obsolete and 3 to 15 are reserved: they are routed as virtual machines are. */
#define VMCI_CONTEXT_HYPERVISOR 0u
#define VMCI_CONTEXT_HOST	2u

/* No context or no resource. A handle of which both are invalid is anonymous. */
#define VMCI_ID_INVALID 0xffffffffu

/* What a machine knows when it looks for a route: any of these bits. */
enum vmci_route_fact {
	VMCI_FROM_GUEST = 1,   /* one of its guests sent it, not one of its own programs */
	VMCI_GUEST_ACTIVE = 2, /* it has a device in use */
	VMCI_HOST_ACTIVE = 4,  /* it is a host; beside a device, one that runs guests */
	VMCI_DST_EXISTS = 8    /* it is a host with a context of the destination's id */
};

enum vmci_route {
	VMCI_ROUTE_NONE = 0,
	VMCI_ROUTE_AS_HOST = 1, /* to a program or a guest of this machine */
	VMCI_ROUTE_AS_GUEST = 2 /* down, through the device */
};

/* Whether a context is neither invalid nor one that every machine has: the protocol's "is VM". */
static inline int vmci_context_is_vm(vmci_u32 context)
{
	return context != VMCI_ID_INVALID && context > VMCI_CONTEXT_HOST;
}

/* vmci_find_route() to the hypervisor, which only a guest's own programs reach. */
static inline int vmci_find_route_to_hypervisor(vmci_u32 src_context, unsigned int facts,
						enum vmci_route *route)
{
	if (facts & VMCI_FROM_GUEST)
		return VMCI_ERROR_DST_UNREACHABLE;
	if (!(facts & VMCI_GUEST_ACTIVE))
		return VMCI_ERROR_DEVICE_NOT_FOUND;
	if (src_context == VMCI_CONTEXT_HOST)
		return VMCI_ERROR_INVALID_ARGS;
	*route = VMCI_ROUTE_AS_GUEST;
	return VMCI_SUCCESS;
}

/*
 * vmci_find_route() to a host: from the programs of a guest the host below, else this machine.
 * What the hypervisor sends stays on this machine.
 */
static inline int vmci_find_route_to_host(vmci_u32 src_context, unsigned int facts,
					  enum vmci_route *route)
{
	if (src_context != VMCI_CONTEXT_HYPERVISOR && !(facts & VMCI_FROM_GUEST) &&
	    (facts & VMCI_GUEST_ACTIVE)) {
		*route = VMCI_ROUTE_AS_GUEST;
		return VMCI_SUCCESS;
	}
	if (!(facts & VMCI_HOST_ACTIVE))
		return VMCI_ERROR_DEVICE_NOT_FOUND;
	if (src_context == VMCI_ID_INVALID && (facts & VMCI_FROM_GUEST))
		return VMCI_ERROR_INVALID_ARGS;
	*route = VMCI_ROUTE_AS_HOST;
	return VMCI_SUCCESS;
}

/*
 * vmci_find_route() to any other context. A host does not carry from one virtual machine to
 * another; a guest does not ask, as its host may.
 */
static inline int vmci_find_route_to_vm(vmci_u32 src_context, vmci_u32 dst_context,
					unsigned int facts, enum vmci_route *route)
{
	if ((facts & VMCI_HOST_ACTIVE) && (facts & VMCI_DST_EXISTS)) {
		if (src_context == VMCI_ID_INVALID && (facts & VMCI_FROM_GUEST))
			return VMCI_ERROR_INVALID_ARGS;
		if (vmci_context_is_vm(src_context) && src_context != dst_context)
			return VMCI_ERROR_DST_UNREACHABLE;
		*route = VMCI_ROUTE_AS_HOST;
		return VMCI_SUCCESS;
	}
	if (facts & VMCI_GUEST_ACTIVE) {
		*route = VMCI_ROUTE_AS_GUEST;
		return VMCI_SUCCESS;
	}
	if (facts & VMCI_HOST_ACTIVE)
		return VMCI_ERROR_DST_UNREACHABLE;
	return VMCI_ERROR_DEVICE_NOT_FOUND;
}

/*
 * Finds the way from a source to a destination. `facts` are bits of enum vmci_route_fact.
 *
 * VMCI_ERROR_INVALID_ARGS: there is no destination, the hypervisor is written to in the name of a
 * host, or a guest names no source context. VMCI_ERROR_DST_UNREACHABLE: the destination is not for
 * this source, or is a context that a host without a device does not have.
 * VMCI_ERROR_DEVICE_NOT_FOUND: this machine lacks the personality that the way needs.
 */
static inline int vmci_find_route(vmci_u32 src_context, vmci_u32 dst_context, unsigned int facts,
				  enum vmci_route *route)
{
	if (dst_context == VMCI_ID_INVALID)
		return VMCI_ERROR_INVALID_ARGS;
	if (dst_context == VMCI_CONTEXT_HYPERVISOR)
		return vmci_find_route_to_hypervisor(src_context, facts, route);
	if (dst_context == VMCI_CONTEXT_HOST)
		return vmci_find_route_to_host(src_context, facts, route);
	return vmci_find_route_to_vm(src_context, dst_context, facts, route);
}

/*
 * The context that stands as the source of what takes a route found by vmci_find_route(): a source
 * that names none gets this machine's, which is `own_context` as a guest and the host's as a host.
 * To the hypervisor an anonymous source stays anonymous.
 */
static inline vmci_u32 vmci_routed_source(vmci_u32 src_context, vmci_u32 src_resource,
					  vmci_u32 dst_context, vmci_u32 own_context,
					  enum vmci_route route)
{
	if (src_context != VMCI_ID_INVALID)
		return src_context;
	if (route == VMCI_ROUTE_AS_HOST)
		return VMCI_CONTEXT_HOST;
	if (dst_context == VMCI_CONTEXT_HYPERVISOR && src_resource == VMCI_ID_INVALID)
		return VMCI_ID_INVALID;
	return own_context;
}

#endif
