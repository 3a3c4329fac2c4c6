/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_MACHINE_ATOMIC_H
#define VMCI_CORE_TESTS_MACHINE_ATOMIC_H

#include <sys/types.h>

static inline uint32_t atomic_load_acq_32(const volatile uint32_t* word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline u_long atomic_load_acq_long(const volatile u_long* word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline void atomic_store_rel_long(volatile u_long* word, u_long value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

static inline int atomic_fcmpset_int(volatile u_int* word, u_int* expected, u_int value) {
  return __atomic_compare_exchange_n(word, expected, value, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

static inline void atomic_thread_fence_seq_cst(void) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

#endif
