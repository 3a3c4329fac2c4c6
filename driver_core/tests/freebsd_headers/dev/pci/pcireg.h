/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_DEV_PCI_PCIREG_H
#define VMCI_CORE_TESTS_DEV_PCI_PCIREG_H

#define PCIR_BAR(number) (0x10 + 4 * (number))

#endif
