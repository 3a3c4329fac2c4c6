/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_SYS_RMAN_H
#define VMCI_CORE_TESTS_SYS_RMAN_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RF_ACTIVE 0x0002
#define RF_SHAREABLE 0x0004

struct resource;
uint64_t rman_get_size(struct resource* resource);

#ifdef __cplusplus
}
#endif

#endif
