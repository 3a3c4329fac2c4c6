/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the hypervisor is told of queue pairs. */
#ifndef VMCI_CORE_QUEUE_PAIR_MESSAGE_H
#define VMCI_CORE_QUEUE_PAIR_MESSAGE_H

#include "guest.h"

/*
 * The size of the datagram that names so many pages, those of a pair that may be, to a device of
 * these capabilities.
 * VMCI_ERROR_NO_RESOURCES: no datagram is so large.
 */
int vmci_queue_pair_message_size(unsigned int capabilities, vmci_u64 pages, vmci_u64 *size);

/*
 * Asks for a pair with the queues of a slot, and for it to be detached. Each in one step, and with
 * the errors of the hypervisor and of vmci_send(). VMCI_ERROR_NO_MEM: there is none for the
 * message, or the device cannot be told where a page is.
 */
int vmci_queue_pair_send_alloc(struct vmci_guest *guest, unsigned int slot,
			       struct vmci_handle handle, vmci_u32 flags);
int vmci_queue_pair_send_detach(struct vmci_guest *guest, struct vmci_handle handle);

#endif
