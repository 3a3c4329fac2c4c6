/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where hal/freebsd is compiled for a test: only what it uses. */
#ifndef VMCI_CORE_TESTS_SYS_PARAM_H
#define VMCI_CORE_TESTS_SYS_PARAM_H

#define PAGE_SIZE 4096

#endif
