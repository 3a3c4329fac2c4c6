/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_VM_VM_H
#define VMCI_CORE_TESTS_VM_VM_H

#include <sys/types.h>

typedef u_long vm_offset_t;
typedef uint64_t vm_paddr_t;

#endif
