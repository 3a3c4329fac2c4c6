/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the hypervisor is told of queue pairs. */
#ifndef VMCI_CORE_QUEUE_PAIR_MESSAGE_H
#define VMCI_CORE_QUEUE_PAIR_MESSAGE_H

#include "guest.h"

/* The bytes by which a page is named to a device of these capabilities. */
unsigned int vmci_queue_pair_number_size(unsigned int capabilities);

/*
 * Asks for a pair with the queues of a slot, and for it to be detached. Each in one step, and with
 * the errors of the hypervisor and of vmci_send(). VMCI_ERROR_NO_MEM: there is none for the
 * message, or the device cannot be told where a page is.
 */
int vmci_queue_pair_send_alloc(struct vmci_guest *guest, unsigned int slot,
			       struct vmci_handle handle, vmci_u32 flags);
int vmci_queue_pair_send_detach(struct vmci_guest *guest, struct vmci_handle handle);

#endif
