/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where hal/freebsd is compiled for a test: only what it uses. */
#ifndef VMCI_CORE_TESTS_MACHINE_ATOMIC_H
#define VMCI_CORE_TESTS_MACHINE_ATOMIC_H

#include <sys/types.h>

static inline u_long atomic_load_acq_long(const volatile u_long* word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline void atomic_store_rel_long(volatile u_long* word, u_long value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

#endif
