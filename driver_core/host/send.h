/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Datagrams between a host's contexts: from a program of the host, a virtual machine or the
 * hypervisor to a program or a virtual machine.
 *
 * Datagrams to one virtual machine wait in its mailbox until it fetches them, oldest first: not
 * every host gives them so. They are as many as vmci_datagram_queue_add() lets in. Those for
 * programs that are called by deferred work wait in the host's mailbox, VMCI_DELAYED_MAX of them.
 */
#ifndef VMCI_CORE_HOST_SEND_H
#define VMCI_CORE_HOST_SEND_H

#include "subscriber.h"

/*
 * The sending of a datagram. The caller sets the first three and zeroes the rest. The datagram must
 * be the caller's own copy, which nobody else changes: a virtual machine may not.
 */
struct vmci_host_send {
	struct vmci_datagram *datagram; /* whose payload follows */
	vmci_u64 size;			/* how many bytes there are, with the header */
	vmci_u32 sender; /* the context: a program's is the host's, the platform's the hypervisor's
			  */
	int result;	 /* once the operation is done */
	vmci_host_kept kept;
	struct vmci_announcement announcement;
	vmci_host_callback callback;
	vmci_table_index slot; /* of who is called */
	unsigned char phase;
};

/* A sending of `size` bytes by a program of the host's. */
static inline void vmci_host_send_init(struct vmci_host_send *send, vmci_u64 size)
{
	send->datagram = 0;
	send->size = size;
	send->sender = VMCI_CONTEXT_HOST;
	send->result = VMCI_SUCCESS;
	send->kept = vmci_hal_host_nothing_kept();
	send->announcement.callback = vmci_hal_host_no_callback();
	send->announcement.slot = 0;
	send->announcement.cursor = 0;
	send->announcement.phase = 0;
	send->callback = vmci_hal_host_no_callback();
	send->slot = 0;
	send->phase = 0;
}

/*
 * Makes the next step of a sending. A source that names no context becomes the host's. The result
 * is the datagram's size, or an error: VMCI_ERROR_INVALID_ARGS: there is no such sender; those of
 * vmci_dispatch_decide(); of an event, vmci_event_check(); VMCI_ERROR_NO_MEM: it cannot be copied;
 * VMCI_ERROR_NO_RESOURCES: there wait as many as may, or VMCI_TABLE_COUNT_MAX call the program; or
 * what the program that was called returns. Does not sleep, if programs that are called as part of
 * it do not.
 */
enum vmci_step vmci_host_send_step(struct vmci_host *host, struct vmci_host_send *send);

#endif
