/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a party of a queue pair asks the host's broker for, memory and to leave: see pair.h. */
#ifndef VMCI_CORE_PAIR_PARTY_H
#define VMCI_CORE_PAIR_PARTY_H

#include "pair.h"

/*
 * Sets the page store that an older virtual machine did not give before: VMCI_SUCCESS. Errors, in
 * this order: VMCI_ERROR_NOT_FOUND: who asks has no such pair; VMCI_ERROR_QUEUEPAIR_NOTOWNER: the
 * host, which gives no memory; VMCI_ERROR_UNAVAILABLE: it has been set, though it may be unmapped
 * now, or the other party has left; VMCI_ERROR_INVALID_ARGS: the pages are not as many as the sizes
 * need.
 */
static inline int vmci_pair_set_page_store(const struct vmci_pair *pair,
					   const struct vmci_pair_request *request,
					   struct vmci_pair_outcome *outcome)
{
	if (!vmci_pair_party(pair, request->context))
		return VMCI_ERROR_NOT_FOUND;
	if (request->context == VMCI_CONTEXT_HOST)
		return VMCI_ERROR_QUEUEPAIR_NOTOWNER;
	if (pair->unmapped ||
	    (pair->state != VMCI_PAIR_CREATED_NO_MEM && pair->state != VMCI_PAIR_ATTACHED_NO_MEM))
		return VMCI_ERROR_UNAVAILABLE;
	if (request->pages != vmci_pair_pages(pair->produce_size, pair->consume_size))
		return VMCI_ERROR_INVALID_ARGS;
	outcome->pair = *pair;
	outcome->pair.state = (unsigned char)(pair->state + 1);
	outcome->actions = VMCI_PAIR_PIN;
	if (pair->state == VMCI_PAIR_ATTACHED_NO_MEM)
		outcome->actions |= VMCI_PAIR_TELL_ATTACH;
	return VMCI_SUCCESS;
}

/*
 * Takes a virtual machine's memory away, to come back: VMCI_SUCCESS, also if there is none to take,
 * and for the host, which has none. VMCI_ERROR_NOT_FOUND: who asks has no such pair.
 */
static inline int vmci_pair_unmap(const struct vmci_pair *pair,
				  const struct vmci_pair_request *request,
				  struct vmci_pair_outcome *outcome)
{
	if (!vmci_pair_party(pair, request->context))
		return VMCI_ERROR_NOT_FOUND;
	outcome->pair = *pair;
	outcome->actions = 0;
	if (request->context != VMCI_CONTEXT_HOST && vmci_pair_has_memory(pair)) {
		outcome->pair.state = (unsigned char)(pair->state - 1);
		outcome->pair.unmapped = 1;
		outcome->actions = VMCI_PAIR_UNPIN;
	}
	return VMCI_SUCCESS;
}

/*
 * Brings a virtual machine's memory back: VMCI_SUCCESS, also if it is there, and for the host.
 * Errors, in this order: VMCI_ERROR_NOT_FOUND: who asks has no such pair;
 * VMCI_ERROR_QUEUEPAIR_NOTSET: it never had memory, and this does not set its page store: the creator is
 * told of one that is set; VMCI_ERROR_INVALID_ARGS: the pages are not as many as the sizes need.
 */
static inline int vmci_pair_map(const struct vmci_pair *pair,
				const struct vmci_pair_request *request,
				struct vmci_pair_outcome *outcome)
{
	int nothing = request->context == VMCI_CONTEXT_HOST || vmci_pair_has_memory(pair);

	if (!vmci_pair_party(pair, request->context))
		return VMCI_ERROR_NOT_FOUND;
	if (!nothing && !pair->unmapped)
		return VMCI_ERROR_QUEUEPAIR_NOTSET;
	if (!nothing && request->pages != vmci_pair_pages(pair->produce_size, pair->consume_size))
		return VMCI_ERROR_INVALID_ARGS;
	outcome->pair = *pair;
	outcome->actions = 0;
	if (!nothing) {
		outcome->pair.state = (unsigned char)(pair->state + 1);
		outcome->pair.unmapped = 0;
		outcome->actions = VMCI_PAIR_PIN | VMCI_PAIR_WAKE_HOST;
	}
	return VMCI_SUCCESS;
}

/*
 * Leaves a pair: VMCI_SUCCESS, or VMCI_SUCCESS_LAST_DETACH when the other party is not there, or
 * not any more. A virtual machine takes its memory with it. VMCI_ERROR_NOT_FOUND: who asks has no
 * such pair.
 */
static inline int vmci_pair_detach(const struct vmci_pair *pair,
				   const struct vmci_pair_request *request,
				   struct vmci_pair_outcome *outcome)
{
	int is_host = request->context == VMCI_CONTEXT_HOST;
	unsigned int party = vmci_pair_party(pair, request->context);
	unsigned int others = pair->parties & ~party;

	if (!party)
		return VMCI_ERROR_NOT_FOUND;
	outcome->pair = *pair;
	outcome->pair.parties = (unsigned char)others;
	outcome->pair.state = VMCI_PAIR_SHUTDOWN_NO_MEM;
	outcome->actions = VMCI_PAIR_FORGET_HEADERS | VMCI_PAIR_WAKE_HOST;
	if (is_host && vmci_pair_has_memory(pair))
		outcome->pair.state = VMCI_PAIR_SHUTDOWN_MEM;
	if (!is_host && vmci_pair_has_memory(pair))
		outcome->actions |= VMCI_PAIR_UNPIN;
	if (!is_host)
		outcome->pair.unmapped = 0;
	if (others) {
		outcome->actions |= VMCI_PAIR_TELL_DETACH;
		return VMCI_SUCCESS;
	}
	outcome->pair.state = VMCI_PAIR_GONE;
	return VMCI_SUCCESS_LAST_DETACH;
}

#endif
