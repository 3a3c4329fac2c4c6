/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A virtual machine's driver of its VMCI device: everything it knows.
 *
 * Two locks, of which nobody holds both: `tables` guards the registry and the tables that go with
 * it, `ports` the device's data ports. All else is set before interrupts are on and stays.
 */
#ifndef VMCI_CORE_GUEST_H
#define VMCI_CORE_GUEST_H

#include "doorbell_table.h"
#include "../hal/device.h"
#include "../resource.h"

struct vmci_guest {
	vmci_u32 context; /* this machine's own id */
	struct vmci_registry registry;
	struct vmci_doorbell_table doorbells;
	vmci_hal_device device;
	vmci_memory notify_page; /* a byte for each notification index, which the device sets */
	vmci_lock tables;
	vmci_lock ports;
};

#endif
