/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The HAL for user programs: timers, which expire where user/clock.h says. */
#ifndef VMCI_CORE_HAL_USER_TIMER_H
#define VMCI_CORE_HAL_USER_TIMER_H

#include "hal_platform.h"

struct vmci_user_clock;

/* `number` tells the owner which of its timers it is. */
typedef struct vmci_timer_handler {
	void (*expired)(void *owner, unsigned int number);
	void *owner;
	unsigned int number;
	struct vmci_user_clock *clock;
} vmci_timer_handler;

typedef struct vmci_timer {
	vmci_timer_handler handler;
	struct vmci_timer *next; /* of those that run, the one that expires behind it */
	vmci_u64 deadline;	 /* in milliseconds */
	unsigned char runs;
} vmci_timer;

/* In user/clock.c. */
void vmci_user_timer_start(vmci_timer *timer, vmci_u32 milliseconds);
void vmci_user_timer_stop(vmci_timer *timer);

static inline void vmci_hal_timer_init(vmci_timer *timer, vmci_timer_handler handler)
{
	timer->handler = handler;
	timer->next = NULL;
	timer->deadline = 0;
	timer->runs = 0;
}

static inline void vmci_hal_timer_start(vmci_timer *timer, vmci_u32 milliseconds)
{
	vmci_user_timer_start(timer, milliseconds);
}

static inline void vmci_hal_timer_stop(vmci_timer *timer)
{
	vmci_user_timer_stop(timer);
}

static inline int vmci_hal_timer_runs(const vmci_timer *timer)
{
	return timer->runs;
}

/* One thread does everything: no handler runs meanwhile. */
static inline int vmci_hal_timer_end(vmci_timer *timer)
{
	vmci_user_timer_stop(timer);
	return 0;
}

#endif
