/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Creating a queue pair, and attaching to it: by the host's broker, see pair.h. */
#ifndef VMCI_CORE_PAIR_ALLOC_H
#define VMCI_CORE_PAIR_ALLOC_H

#include "../datagram.h"
#include "pair.h"

/*
 * What is wrong with a creation or an attachment, whatever pair it is of. VMCI_ERROR_INVALID_ARGS:
 * it is nobody's who can have pairs, the handle is invalid in either half, or the flags are, as
 * that of a local pair is on a host; then, vmci_queue_pair_check_sizes(); then
 * VMCI_ERROR_INVALID_ARGS: the pages are not just as many as the sizes need, or are missing, or
 * are given by who gives none.
 */
static inline int vmci_pair_check_request(const struct vmci_pair_request *request)
{
	vmci_u64 pages = 0;
	int result;

	if (request->context != VMCI_CONTEXT_HOST && !vmci_context_is_vm(request->context))
		return VMCI_ERROR_INVALID_ARGS;
	if (request->handle.context == VMCI_ID_INVALID ||
	    request->handle.resource == VMCI_ID_INVALID)
		return VMCI_ERROR_INVALID_ARGS;
	result = vmci_queue_pair_check_flags(request->flags);
	if (result < VMCI_SUCCESS)
		return result;
	if (request->flags & VMCI_QUEUE_PAIR_LOCAL)
		return VMCI_ERROR_INVALID_ARGS;
	result = vmci_queue_pair_check_sizes(request->produce_size, request->consume_size);
	if (result < VMCI_SUCCESS)
		return result;
	if (request->capabilities & VMCI_PAIR_WITH_MEMORY)
		pages = vmci_pair_pages(request->produce_size, request->consume_size);
	if (request->pages != pages)
		return VMCI_ERROR_INVALID_ARGS;
	return VMCI_SUCCESS;
}

/*
 * Creates a pair: VMCI_SUCCESS_QUEUEPAIR_CREATE. Errors, in this order: VMCI_ERROR_UNAVAILABLE: it
 * was created before; vmci_pair_check_request(); VMCI_ERROR_NOT_FOUND: only to attach was asked
 * for; VMCI_ERROR_NO_ACCESS: the handle is neither of the creator's context nor of its peer's;
 * VMCI_ERROR_DST_UNREACHABLE: two virtual machines.
 */
static inline int vmci_pair_create(const struct vmci_pair *pair,
				   const struct vmci_pair_request *request,
				   struct vmci_pair_outcome *outcome)
{
	int is_host = request->context == VMCI_CONTEXT_HOST;
	int result;

	if (pair->state != VMCI_PAIR_NEW)
		return VMCI_ERROR_UNAVAILABLE;
	result = vmci_pair_check_request(request);
	if (result < VMCI_SUCCESS)
		return result;
	if (request->flags & VMCI_QUEUE_PAIR_ATTACH_ONLY)
		return VMCI_ERROR_NOT_FOUND;
	if (request->handle.context != request->context && request->handle.context != request->peer)
		return VMCI_ERROR_NO_ACCESS;
	if (vmci_context_is_vm(request->context) && vmci_context_is_vm(request->peer))
		return VMCI_ERROR_DST_UNREACHABLE;
	outcome->pair = *pair;
	outcome->pair.handle = request->handle;
	outcome->pair.produce_size = is_host ? request->consume_size : request->produce_size;
	outcome->pair.consume_size = is_host ? request->produce_size : request->consume_size;
	outcome->pair.creator = request->context;
	outcome->pair.peer = request->peer;
	outcome->pair.flags = request->flags;
	outcome->pair.parties = VMCI_PAIR_CREATOR;
	outcome->pair.creator_privileges = request->privileges;
	outcome->pair.creator_capabilities = request->capabilities;
	outcome->pair.state = VMCI_PAIR_CREATED_NO_MEM;
	outcome->actions = 0;
	if (request->capabilities & VMCI_PAIR_WITH_MEMORY) {
		outcome->pair.state = VMCI_PAIR_CREATED_MEM;
		outcome->actions = VMCI_PAIR_PIN;
	}
	return VMCI_SUCCESS_QUEUEPAIR_CREATE;
}

/* Whether a context may attach to what its creator has made, and means the same. */
static inline int vmci_pair_check_attach(const struct vmci_pair *pair,
					 const struct vmci_pair_request *request)
{
	int is_host = request->context == VMCI_CONTEXT_HOST;
	unsigned int capabilities = is_host ? pair->creator_capabilities : request->capabilities;
	vmci_u64 produce_size = is_host ? request->consume_size : request->produce_size;
	vmci_u64 consume_size = is_host ? request->produce_size : request->consume_size;

	if (pair->creator == request->context)
		return VMCI_ERROR_ALREADY_EXISTS;
	if (vmci_context_is_vm(request->context) && vmci_context_is_vm(pair->creator))
		return VMCI_ERROR_DST_UNREACHABLE;
	if (vmci_privileges_deny(request->privileges, pair->creator_privileges))
		return VMCI_ERROR_NO_ACCESS;
	if (pair->peer != VMCI_ID_INVALID && pair->peer != request->context)
		return VMCI_ERROR_NO_ACCESS;
	if (!(capabilities & VMCI_PAIR_WITH_HOST))
		return VMCI_ERROR_INVALID_RESOURCE;
	if (!vmci_queue_pair_flags_agree(request->flags, pair->flags))
		return VMCI_ERROR_QUEUEPAIR_MISMATCH;
	if (produce_size != pair->produce_size || consume_size != pair->consume_size)
		return VMCI_ERROR_QUEUEPAIR_MISMATCH;
	return VMCI_SUCCESS;
}

/*
 * Attaches to a pair: VMCI_SUCCESS_QUEUEPAIR_ATTACH. Errors, in this order:
 * vmci_pair_check_request(); VMCI_ERROR_UNAVAILABLE: nobody can attach any more, or yet;
 * VMCI_ERROR_ALREADY_EXISTS: who asks is the creator; VMCI_ERROR_DST_UNREACHABLE: two virtual
 * machines; VMCI_ERROR_NO_ACCESS: privileges forbid it, or the creator wants another peer;
 * VMCI_ERROR_INVALID_RESOURCE: the virtual machine shares no pairs with the host;
 * VMCI_ERROR_QUEUEPAIR_MISMATCH: flags or sizes are others; VMCI_ERROR_UNAVAILABLE: the host would
 * find no memory; VMCI_ERROR_INVALID_ARGS: a virtual machine would find some.
 */
static inline int vmci_pair_attach(const struct vmci_pair *pair,
				   const struct vmci_pair_request *request,
				   struct vmci_pair_outcome *outcome)
{
	int is_host = request->context == VMCI_CONTEXT_HOST;
	int result = vmci_pair_check_request(request);

	if (result < VMCI_SUCCESS)
		return result;
	if (pair->state != VMCI_PAIR_CREATED_NO_MEM && pair->state != VMCI_PAIR_CREATED_MEM)
		return VMCI_ERROR_UNAVAILABLE;
	result = vmci_pair_check_attach(pair, request);
	if (result < VMCI_SUCCESS)
		return result;
	if (is_host && !vmci_pair_has_memory(pair))
		return VMCI_ERROR_UNAVAILABLE;
	if (!is_host && vmci_pair_has_memory(pair))
		return VMCI_ERROR_INVALID_ARGS;
	outcome->pair = *pair;
	outcome->pair.attacher = request->context;
	outcome->pair.parties = VMCI_PAIR_CREATOR | VMCI_PAIR_ATTACHER;
	outcome->pair.state = VMCI_PAIR_ATTACHED_MEM;
	outcome->actions = VMCI_PAIR_TELL_ATTACH;
	if (!is_host && (request->capabilities & VMCI_PAIR_WITH_MEMORY)) {
		outcome->actions = VMCI_PAIR_PIN | VMCI_PAIR_TELL_ATTACH;
	} else if (!is_host) {
		/* The creator is told when it finds memory. */
		outcome->pair.state = VMCI_PAIR_ATTACHED_NO_MEM;
		outcome->actions = 0;
	}
	return VMCI_SUCCESS_QUEUEPAIR_ATTACH;
}

#endif
