/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where hal/freebsd is compiled for a test: only what it uses. */
#ifndef VMCI_CORE_TESTS_SYS_SYSTM_H
#define VMCI_CORE_TESTS_SYS_SYSTM_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C"
#endif
    void*
    memcpy(void* to, const void* from, size_t length);

#endif
