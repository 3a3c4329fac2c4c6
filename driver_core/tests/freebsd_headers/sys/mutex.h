/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_SYS_MUTEX_H
#define VMCI_CORE_TESTS_SYS_MUTEX_H

#ifdef __cplusplus
extern "C" {
#endif

struct mtx {
  int state;
};

#define MTX_DEF 0

void mtx_init(struct mtx* mutex, const char* name, const char* type, int options);
void mtx_destroy(struct mtx* mutex);
void mtx_lock(struct mtx* mutex);
void mtx_unlock(struct mtx* mutex);
int mtx_sleep(const void* channel, struct mtx* mutex, int priority, const char* message,
              int timeout);

#ifdef __cplusplus
}
#endif

#endif
