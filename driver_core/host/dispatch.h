/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which way a datagram goes that one of a host's contexts sends: a pure function of what is known
 * of the sender and of the destination.
 */
#ifndef VMCI_CORE_DISPATCH_H
#define VMCI_CORE_DISPATCH_H

#include "../datagram.h"
#include "../route.h"
#include "../wire.h"

/* The resource of every machine that events are sent to. */
#define VMCI_RESOURCE_EVENTS 0u

struct vmci_dispatch {
	struct vmci_handle src; /* as it stands in the datagram */
	struct vmci_handle dst;
	vmci_u64 payload_size;	      /* likewise */
	vmci_u64 size;		      /* how many bytes there are, with the header */
	vmci_u32 sender;	      /* the context that sends it */
	unsigned char dst_exists;     /* whether the host has a context of the destination's id */
	unsigned char has_source;     /* whether a program has an endpoint of the source's handle */
	unsigned char has_target;     /* likewise of the destination's */
	unsigned char target_delayed; /* whether that one is called by deferred work */
	unsigned char source_privileges; /* of that endpoint: VMCI_PRIVILEGE_ */
	unsigned char target_privileges; /* of that endpoint, or of the context it is for */
	unsigned char sender_privileges; /* of the context */
};

enum vmci_dispatch_way {
	VMCI_DISPATCH_EVENT = 0, /* to the programs that have subscribed to it */
	VMCI_DISPATCH_CALL,	 /* to the target, as part of the sending */
	VMCI_DISPATCH_DEFER,	 /* to the target, by deferred work */
	VMCI_DISPATCH_QUEUE	 /* into the mailbox of a virtual machine */
};

/* To a program of the host, or to those who wait for events. */
static inline int vmci_dispatch_to_host(const struct vmci_dispatch *dispatch, vmci_u32 src_context,
					unsigned int src_privileges, enum vmci_dispatch_way *way)
{
	if (src_context == VMCI_CONTEXT_HYPERVISOR &&
	    dispatch->dst.resource == VMCI_RESOURCE_EVENTS) {
		*way = VMCI_DISPATCH_EVENT;
		return VMCI_SUCCESS;
	}
	if (!dispatch->has_target)
		return VMCI_ERROR_INVALID_RESOURCE;
	if (vmci_privileges_deny(src_privileges, dispatch->target_privileges))
		return VMCI_ERROR_NO_ACCESS;
	/* A program that writes to another may hold a lock that the other one wants. */
	*way = VMCI_DISPATCH_CALL;
	if (dispatch->target_delayed || src_context == VMCI_CONTEXT_HOST)
		*way = VMCI_DISPATCH_DEFER;
	return VMCI_SUCCESS;
}

/*
 * Finds the way, and the context that stands as the source. Errors, in this order:
 * VMCI_ERROR_INVALID_ARGS: the datagram is too long, or has not the length that it says;
 * vmci_find_route(); VMCI_ERROR_NO_ACCESS: it is sent in another context's name;
 * VMCI_ERROR_INVALID_ARGS: a program sends it from no endpoint; to the host,
 * VMCI_ERROR_INVALID_RESOURCE: there is no such endpoint, VMCI_ERROR_NO_ACCESS: privileges forbid
 * it; to a virtual machine, vmci_datagram_check_interaction(). Then the rest is left alone.
 */
static inline int vmci_dispatch_decide(const struct vmci_dispatch *dispatch, vmci_u32 *src_context,
				       enum vmci_dispatch_way *way)
{
	enum vmci_route route = VMCI_ROUTE_NONE;
	unsigned int facts = VMCI_HOST_ACTIVE;
	unsigned int privileges;
	vmci_u64 size = 0;
	enum vmci_dispatch_way found = VMCI_DISPATCH_QUEUE;
	vmci_u32 src;
	int result = vmci_datagram_size(dispatch->payload_size, &size);

	if (result < VMCI_SUCCESS)
		return result;
	if (size != dispatch->size)
		return VMCI_ERROR_INVALID_ARGS;
	if (vmci_context_is_vm(dispatch->sender))
		facts |= VMCI_FROM_GUEST;
	if (dispatch->dst_exists)
		facts |= VMCI_DST_EXISTS;
	result = vmci_find_route(dispatch->src.context, dispatch->dst.context, facts, &route);
	if (result < VMCI_SUCCESS)
		return result;
	src = vmci_routed_source(dispatch->src.context, dispatch->src.resource,
				 dispatch->dst.context, VMCI_CONTEXT_HOST, route);
	result = vmci_datagram_check_source(dispatch->sender, src);
	if (result < VMCI_SUCCESS)
		return result;
	if (src == VMCI_CONTEXT_HOST && !dispatch->has_source)
		return VMCI_ERROR_INVALID_ARGS;
	privileges = vmci_source_privileges(src, dispatch->source_privileges,
					    dispatch->sender_privileges);
	if (dispatch->dst.context == VMCI_CONTEXT_HOST)
		result = vmci_dispatch_to_host(dispatch, src, privileges, &found);
	else
		result = vmci_datagram_check_interaction(src, dispatch->dst.context, privileges,
							 dispatch->target_privileges);
	if (result < VMCI_SUCCESS)
		return result;
	*src_context = src;
	*way = found;
	return VMCI_SUCCESS;
}

#endif
