// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Watching contexts. */
#include "watch.h"
#include "table.h"

/*
 * Finds what says whether a context watches another: a bit, of the virtual machine among the two.
 * Errors are those of vmci_host_watch(). With the broker's lock held.
 */
static int find_watch(struct vmci_host *host, vmci_u32 watcher, vmci_u32 watched,
		      unsigned char **watches, unsigned char *bit)
{
	struct vmci_broker_context *contexts = host->broker.contexts;
	unsigned int from = vmci_broker_find_context(&host->broker, watcher);
	unsigned int to = vmci_broker_find_context(&host->broker, watched);

	if (from == VMCI_CONTEXTS_MAX || watcher == watched)
		return VMCI_ERROR_INVALID_ARGS;
	if (vmci_context_is_vm(watcher) && vmci_context_is_vm(watched))
		return VMCI_ERROR_DST_UNREACHABLE;
	if (to == VMCI_CONTEXTS_MAX)
		return VMCI_ERROR_NOT_FOUND;
	*watches = &contexts[from].watches;
	*bit = VMCI_CONTEXT_WATCHES_HOST;
	if (watcher == VMCI_CONTEXT_HOST) {
		*watches = &contexts[to].watches;
		*bit = VMCI_CONTEXT_WATCHED;
	}
	return VMCI_SUCCESS;
}

int vmci_host_watch(struct vmci_host *host, vmci_u32 watcher, vmci_u32 watched)
{
	unsigned char *watches;
	unsigned char bit;
	int result;

	vmci_hal_lock(&host->broker.lock);
	result = find_watch(host, watcher, watched, &watches, &bit);
	if (result >= VMCI_SUCCESS && (*watches & bit))
		result = VMCI_ERROR_ALREADY_EXISTS;
	if (result >= VMCI_SUCCESS)
		*watches = (unsigned char)(*watches | bit);
	vmci_hal_unlock(&host->broker.lock);
	return result;
}

int vmci_host_unwatch(struct vmci_host *host, vmci_u32 watcher, vmci_u32 watched)
{
	unsigned char *watches;
	unsigned char bit;
	int result;

	vmci_hal_lock(&host->broker.lock);
	result = find_watch(host, watcher, watched, &watches, &bit);
	if (result == VMCI_ERROR_DST_UNREACHABLE || (result >= VMCI_SUCCESS && !(*watches & bit)))
		result = VMCI_ERROR_NOT_FOUND;
	if (result >= VMCI_SUCCESS)
		*watches = (unsigned char)(*watches & ~bit);
	vmci_hal_unlock(&host->broker.lock);
	return result;
}

int vmci_host_next_removed(struct vmci_host *host, vmci_u32 *context)
{
	struct vmci_broker_context *contexts = host->broker.contexts;
	unsigned int i = 0;

	vmci_hal_lock(&host->broker.lock);
	while (i < VMCI_CONTEXTS_MAX && contexts[i].state != VMCI_CONTEXT_REMOVED)
		i++;
	if (i != VMCI_CONTEXTS_MAX) {
		*context = contexts[i].id;
		vmci_broker_clear_context(&contexts[i]);
	}
	vmci_hal_unlock(&host->broker.lock);
	return i != VMCI_CONTEXTS_MAX;
}
