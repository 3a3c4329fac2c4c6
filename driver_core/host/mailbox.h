/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Queues of datagrams that wait for a context. With the broker's lock held, or for who owns one. */
#ifndef VMCI_CORE_MAILBOX_H
#define VMCI_CORE_MAILBOX_H

#include "host.h"

static inline void vmci_mailbox_init(struct vmci_mailbox *mailbox)
{
	mailbox->first = vmci_hal_host_nothing_kept();
	mailbox->last = vmci_hal_host_nothing_kept();
	mailbox->bytes = 0;
	mailbox->count = 0;
}

/* Appends a copy of a datagram of so many bytes; `entry` is the slot of the program it is for. */
static inline void vmci_mailbox_append(vmci_hal_host platform, struct vmci_mailbox *mailbox,
				       vmci_host_kept kept, vmci_u64 size, unsigned int entry)
{
	struct vmci_kept_link *link = vmci_hal_host_kept_link(platform, kept);

	link->next = vmci_hal_host_nothing_kept();
	link->size = size;
	link->entry = (vmci_table_index)entry;
	if (mailbox->count == 0) {
		mailbox->first = kept;
	} else {
		link = vmci_hal_host_kept_link(platform, mailbox->last);
		link->next = kept;
	}
	mailbox->last = kept;
	mailbox->bytes += size;
	mailbox->count++;
}

/* The bytes of the oldest datagram; 0: there is none. */
static inline vmci_u64 vmci_mailbox_next_size(vmci_hal_host platform,
					      const struct vmci_mailbox *mailbox)
{
	const struct vmci_kept_link *link;

	if (mailbox->count == 0)
		return 0;
	link = vmci_hal_host_kept_link(platform, mailbox->first);
	return link->size;
}

/* Takes the oldest datagram out. There is one. */
static inline vmci_host_kept vmci_mailbox_take(vmci_hal_host platform, struct vmci_mailbox *mailbox)
{
	vmci_host_kept kept = mailbox->first;
	const struct vmci_kept_link *link = vmci_hal_host_kept_link(platform, kept);

	mailbox->first = link->next;
	mailbox->bytes -= link->size;
	mailbox->count--;
	if (mailbox->count == 0)
		mailbox->last = vmci_hal_host_nothing_kept();
	return kept;
}

#endif
