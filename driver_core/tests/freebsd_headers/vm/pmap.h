/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_VM_PMAP_H
#define VMCI_CORE_TESTS_VM_PMAP_H

#include <vm/vm.h>

#ifdef __cplusplus
extern "C" {
#endif

vm_paddr_t pmap_kextract(vm_offset_t address);
#define vtophys(address) pmap_kextract((vm_offset_t)(address))

#ifdef __cplusplus
}
#endif

#endif
