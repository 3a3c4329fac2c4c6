/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What waits for a virtual machine, as whoever runs it fetches it. */
#ifndef VMCI_CORE_FETCH_H
#define VMCI_CORE_FETCH_H

#include "host.h"

/* The caller sets the first two, and zeroes the rest. */
struct vmci_fetch {
	vmci_u32 context;
	vmci_u64 room;	     /* bytes that there is room for */
	vmci_u64 size;	     /* of the datagram, with its header */
	vmci_u64 next;	     /* of the one that is fetched next; 0: there is none */
	vmci_host_kept kept; /* the datagram, if it is no event: the caller's to forget */
	struct vmci_event_queue_pair_msg event;
	unsigned char is_event; /* whether it is this event */
};

/*
 * Fetches a datagram for a context, in one step: first what has become of the peers of its queue
 * pairs, which is never lost, then what it was sent, oldest first. Of the host only the former:
 * its programs are called with the latter.
 *
 * VMCI_ERROR_INVALID_ARGS: there is no such context; VMCI_ERROR_NO_MORE_DATAGRAMS: there is
 * nothing; VMCI_ERROR_NO_MEM: there is not room for it, it stays where it is, and `size` says how
 * much it needs. Else on an error all is left alone.
 */
int vmci_host_fetch(struct vmci_host *host, struct vmci_fetch *fetch);

#endif
