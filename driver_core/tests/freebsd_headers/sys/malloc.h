/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_SYS_MALLOC_H
#define VMCI_CORE_TESTS_SYS_MALLOC_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct malloc_type {
  const char* name;
};

#define MALLOC_DECLARE(type) extern struct malloc_type type[1]
#define MALLOC_DEFINE(type, name, description) struct malloc_type type[1] = {{name}}

#define M_NOWAIT 1
#define M_WAITOK 2
#define M_ZERO 4

/* The names are the C library's, too, which a test is linked to. */
#define malloc freebsd_malloc
#define free freebsd_free
void* malloc(size_t size, struct malloc_type* type, int flags);
void free(void* memory, struct malloc_type* type);

#ifdef __cplusplus
}
#endif

#endif
