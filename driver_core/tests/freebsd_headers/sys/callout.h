/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Stands in for FreeBSD's header where its HAL and its driver are compiled for a test: only what
 * they use. */
#ifndef VMCI_CORE_TESTS_SYS_CALLOUT_H
#define VMCI_CORE_TESTS_SYS_CALLOUT_H

#include <sys/time.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void callout_func_t(void* argument);

struct callout {
  sbintime_t deadline;
  callout_func_t* function;
  void* argument;
  int pending;
};

void callout_init(struct callout* callout, int mpsafe);
int callout_reset_sbt(struct callout* callout, sbintime_t time, sbintime_t precision,
                      callout_func_t* function, void* argument, int flags);
int callout_stop(struct callout* callout);
int callout_drain(struct callout* callout);
#define callout_pending(callout) ((callout)->pending)

#ifdef __cplusplus
}
#endif

#endif
