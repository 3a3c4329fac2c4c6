/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Who may watch whom, see watch.h, and how it is kept: pure functions. */
#ifndef VMCI_CORE_WATCH_RULES_H
#define VMCI_CORE_WATCH_RULES_H

#include "../result.h"
#include "../route.h"

/*
 * What is kept of a virtual machine, for of two who watch each other one is the host: who is to be
 * told when a context is removed. Bits.
 */
#define VMCI_CONTEXT_WATCHED	  1u /* the host, of this virtual machine */
#define VMCI_CONTEXT_WATCHES_HOST 2u /* this virtual machine, of the host, which stays */

/*
 * Whether a context may watch another, of which it is known whether they are there.
 * VMCI_ERROR_INVALID_ARGS: the watcher is not, or would watch itself; VMCI_ERROR_DST_UNREACHABLE:
 * two virtual machines; VMCI_ERROR_NOT_FOUND: there is nothing to watch.
 */
static inline int vmci_watch_check(vmci_u32 watcher, int has_watcher, vmci_u32 watched,
				   int has_watched)
{
	if (!has_watcher || watcher == watched)
		return VMCI_ERROR_INVALID_ARGS;
	if (vmci_context_is_vm(watcher) && vmci_context_is_vm(watched))
		return VMCI_ERROR_DST_UNREACHABLE;
	return has_watched ? VMCI_SUCCESS : VMCI_ERROR_NOT_FOUND;
}

/* Which of the bits says that one watches another, by who the watcher is. */
static inline unsigned int vmci_watch_bit(vmci_u32 watcher)
{
	return watcher == VMCI_CONTEXT_HOST ? VMCI_CONTEXT_WATCHED : VMCI_CONTEXT_WATCHES_HOST;
}

/* Begins to watch. VMCI_ERROR_ALREADY_EXISTS: that is so; then nothing changes. */
static inline int vmci_watch_begin(unsigned char *watches, unsigned int bit)
{
	if (*watches & bit)
		return VMCI_ERROR_ALREADY_EXISTS;
	*watches = (unsigned char)(*watches | bit);
	return VMCI_SUCCESS;
}

/* Ends that. VMCI_ERROR_NOT_FOUND: it is not so; then nothing changes. */
static inline int vmci_watch_end(unsigned char *watches, unsigned int bit)
{
	if (!(*watches & bit))
		return VMCI_ERROR_NOT_FOUND;
	*watches = (unsigned char)(*watches & ~bit);
	return VMCI_SUCCESS;
}

/* Of a virtual machine that is restored: who watches it is no part of its state. */
static inline unsigned char vmci_watch_restored(unsigned char watches, int watches_host)
{
	unsigned int others = watches & ~VMCI_CONTEXT_WATCHES_HOST;

	return (unsigned char)(others | (watches_host ? VMCI_CONTEXT_WATCHES_HOST : 0u));
}

#endif
