/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The device that the PCI driver has found, and those who use it. */
#ifndef VMCI_CORE_LINUX_DEVICE_H
#define VMCI_CORE_LINUX_DEVICE_H

#include <linux/kref.h>

#include "../device/probe.h"
#include "vmci_device.h"

/*
 * What belongs to one device. It is too large for kmalloc(). It outlives the device itself for as
 * long as a client has a reference: its tables hold the client's endpoints and doorbells.
 */
struct vmci_device {
	struct kref references; /* the PCI driver's, and each client's */
	struct vmci_linux_device platform;
	struct vmci_probe probe;
	struct vmci_guest guest;
};

/* A device without a client, of which the caller has the reference. NULL: there is no memory. */
struct vmci_device *vmci_linux_new_device(struct pci_dev *pci);

/* Lets clients have the device. -EBUSY: they have another one. */
int vmci_linux_publish(struct vmci_device *device);

/* No client gets the device any more. Those that have it keep it. */
void vmci_linux_withdraw(struct vmci_device *device);

/* Tests the kernel's timers as the core's operations use them. 0 or -EIO. */
int vmci_linux_timer_selftest(void);

/* Tests the device that there is, if there is one, through the functions for clients. 0 or -EIO. */
int vmci_linux_device_selftest(void);

#endif
