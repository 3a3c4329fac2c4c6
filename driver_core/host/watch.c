// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Watching contexts. */
#include "watch.h"
#include "table.h"

/*
 * Finds where it is kept whether a context watches another. Errors are those of vmci_host_watch().
 * With the broker's lock held.
 */
static int find_watch(struct vmci_host *host, vmci_u32 watcher, vmci_u32 watched,
		      unsigned char **watches)
{
	unsigned int from = vmci_broker_find_context(&host->broker, watcher);
	unsigned int to = vmci_broker_find_context(&host->broker, watched);
	int result = vmci_watch_check(watcher, from != VMCI_CONTEXTS_MAX, watched,
				      to != VMCI_CONTEXTS_MAX);

	if (result >= VMCI_SUCCESS)
		*watches = &host->broker.contexts[watcher == VMCI_CONTEXT_HOST ? to : from].watches;
	return result;
}

int vmci_host_watch(struct vmci_host *host, vmci_u32 watcher, vmci_u32 watched)
{
	unsigned char *watches;
	int result;

	vmci_hal_lock(&host->broker.lock);
	result = find_watch(host, watcher, watched, &watches);
	if (result >= VMCI_SUCCESS)
		result = vmci_watch_begin(watches, vmci_watch_bit(watcher));
	vmci_hal_unlock(&host->broker.lock);
	return result;
}

int vmci_host_unwatch(struct vmci_host *host, vmci_u32 watcher, vmci_u32 watched)
{
	unsigned char *watches;
	int result;

	vmci_hal_lock(&host->broker.lock);
	result = find_watch(host, watcher, watched, &watches);
	if (result == VMCI_ERROR_DST_UNREACHABLE)
		result = VMCI_ERROR_NOT_FOUND;
	if (result >= VMCI_SUCCESS)
		result = vmci_watch_end(watches, vmci_watch_bit(watcher));
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
