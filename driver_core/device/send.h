/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Sending datagrams through the device. */
#ifndef VMCI_CORE_SEND_H
#define VMCI_CORE_SEND_H

#include "guest.h"

/*
 * Sends a datagram, whose payload follows its header in memory, and returns what the hypervisor
 * answered to this very one: success or any error. VMCI_ERROR_INVALID_ARGS as well if it is too
 * large, and VMCI_ERROR_DEVICE_NOT_FOUND if the device is gone or not in use. Does not sleep.
 */
int vmci_send(struct vmci_guest *guest, const struct vmci_datagram *datagram);

/*
 * Asks the hypervisor which context this machine is. One step. VMCI_ERROR_UNAVAILABLE: the answer
 * is no virtual machine's, and *context is left alone.
 */
int vmci_query_context(struct vmci_guest *guest, vmci_u32 *context);

#endif
