/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a program's device asks of its hypervisor: the host's kernel. */
#ifndef VMCI_CORE_USER_HYPERVISOR_H
#define VMCI_CORE_USER_HYPERVISOR_H

#include "device.h"

/* Carries out what a datagram to the hypervisor asks for, and gives the answer. */
int vmci_user_hypercall(struct vmci_user_device *device, const struct vmci_datagram *message,
			size_t size);

/* Forgets all queue pairs, as of a machine whose device was reset. */
void vmci_user_forget_pairs(struct vmci_user_device *device);

#endif
