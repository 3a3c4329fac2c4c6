/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_SYS_KERNEL_H
#define VMCI_CORE_TESTS_SYS_KERNEL_H

#include <sys/param.h>

#endif
