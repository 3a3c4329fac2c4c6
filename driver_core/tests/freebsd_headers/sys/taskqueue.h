/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_SYS_TASKQUEUE_H
#define VMCI_CORE_TESTS_SYS_TASKQUEUE_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void task_fn_t(void* context, int pending);
typedef void (*taskqueue_enqueue_fn)(void* context);

struct task {
  task_fn_t* function;
  void* context;
};
struct taskqueue;

#define TASK_INIT(task, priority, work, data) ((task)->function = (work), (task)->context = (data))

struct taskqueue* taskqueue_create(const char* name, int flags, taskqueue_enqueue_fn enqueue,
                                   void* context);
void taskqueue_thread_enqueue(void* context);
int taskqueue_start_threads(struct taskqueue** queue, int count, int priority, const char* name,
                            ...);
int taskqueue_enqueue(struct taskqueue* queue, struct task* task);
void taskqueue_drain(struct taskqueue* queue, struct task* task);
void taskqueue_free(struct taskqueue* queue);

#ifdef __cplusplus
}
#endif

#endif
