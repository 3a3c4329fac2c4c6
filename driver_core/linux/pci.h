/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The PCI driver of VMware's VMCI device. */
#ifndef VMCI_CORE_LINUX_PCI_H
#define VMCI_CORE_LINUX_PCI_H

/* Offers the driver to the kernel, for all devices there are and will be. 0 or -errno. */
int vmci_linux_register_driver(void);

/* Removes all devices, and the driver. */
void vmci_linux_unregister_driver(void);

#endif
