/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The HAL for the FreeBSD kernel: timers. Their handlers run in threads, and may take mutexes. */
#ifndef VMCI_CORE_HAL_FREEBSD_TIMER_H
#define VMCI_CORE_HAL_FREEBSD_TIMER_H

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <sys/time.h>

/* `number` tells the owner which of its timers it is. */
typedef struct vmci_timer_handler {
	void (*expired)(void *owner, unsigned int number);
	void *owner;
	unsigned int number;
} vmci_timer_handler;

typedef struct vmci_timer {
	struct callout callout;
	vmci_timer_handler handler;
} vmci_timer;

static inline void vmci_freebsd_timer_expired(void *expired)
{
	const vmci_timer *timer = (const vmci_timer *)expired;

	timer->handler.expired(timer->handler.owner, timer->handler.number);
}

static inline void vmci_hal_timer_init(vmci_timer *timer, vmci_timer_handler handler)
{
	timer->handler = handler;
	callout_init(&timer->callout, 1); /* its handler takes its own locks */
}

static inline void vmci_hal_timer_start(vmci_timer *timer, vmci_u32 milliseconds)
{
	callout_reset_sbt(&timer->callout, milliseconds * SBT_1MS, 0, vmci_freebsd_timer_expired,
			  timer, 0);
}

static inline void vmci_hal_timer_stop(vmci_timer *timer)
{
	callout_stop(&timer->callout);
}

static inline int vmci_hal_timer_runs(const vmci_timer *timer)
{
	return callout_pending(&timer->callout);
}

static inline int vmci_hal_timer_end(vmci_timer *timer)
{
	callout_drain(&timer->callout);
	return 0;
}

#endif
