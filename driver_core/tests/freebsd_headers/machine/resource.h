/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_MACHINE_RESOURCE_H
#define VMCI_CORE_TESTS_MACHINE_RESOURCE_H

#define SYS_RES_IRQ 1
#define SYS_RES_MEMORY 3
#define SYS_RES_IOPORT 4

#endif
