/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_DEV_PCI_PCIVAR_H
#define VMCI_CORE_TESTS_DEV_PCI_PCIVAR_H

#include <sys/bus.h>

#ifdef __cplusplus
extern "C" {
#endif

uint16_t pci_get_vendor(device_t device);
uint16_t pci_get_device(device_t device);
int pci_enable_busmaster(device_t device);
int pci_disable_busmaster(device_t device);
int pci_msix_count(device_t device);
int pci_alloc_msi(device_t device, int* count);
int pci_alloc_msix(device_t device, int* count);
int pci_release_msi(device_t device);

#ifdef __cplusplus
}
#endif

#endif
