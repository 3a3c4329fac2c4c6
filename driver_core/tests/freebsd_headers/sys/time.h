/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_SYS_TIME_H
#define VMCI_CORE_TESTS_SYS_TIME_H

#include <sys/types.h>

typedef int64_t sbintime_t;

#define SBT_1S ((sbintime_t)1 << 32)
#define SBT_1MS (SBT_1S / 1000)

#endif
