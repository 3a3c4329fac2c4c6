// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The timers of a program. */
#define _GNU_SOURCE
#include <limits.h>
#include <stddef.h>
#include <time.h>

#include "clock.h"

static vmci_u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (vmci_u64)time.tv_sec * 1000 + (vmci_u64)time.tv_nsec / 1000000;
}

/* The place of a timer among those that run, or of the first that expires behind a deadline. */
static vmci_timer **find_place(struct vmci_user_clock *clock, const vmci_timer *timer,
			       vmci_u64 deadline)
{
	vmci_timer **place = &clock->first;

	while (*place && *place != timer && (*place)->deadline <= deadline)
		place = &(*place)->next;
	return place;
}

void vmci_user_timer_stop(vmci_timer *timer)
{
	vmci_timer **place;

	if (!timer->runs)
		return;
	place = find_place(timer->handler.clock, timer, timer->deadline);
	*place = timer->next;
	timer->next = NULL;
	timer->runs = 0;
}

/* One millisecond more: the one that has begun is not whole. */
void vmci_user_timer_start(vmci_timer *timer, vmci_u32 milliseconds)
{
	vmci_timer **place;

	vmci_user_timer_stop(timer);
	timer->deadline = now() + milliseconds + 1;
	place = find_place(timer->handler.clock, NULL, timer->deadline);
	timer->next = *place;
	*place = timer;
	timer->runs = 1;
}

int vmci_user_clock_serve(struct vmci_user_clock *clock)
{
	vmci_u64 time = now();
	int done = 0;

	while (clock->first && clock->first->deadline <= time) {
		vmci_timer *timer = clock->first;

		vmci_user_timer_stop(timer);
		timer->handler.expired(timer->handler.owner, timer->handler.number);
		done = 1;
	}
	return done;
}

int vmci_user_clock_wait(const struct vmci_user_clock *clock, int milliseconds)
{
	vmci_u64 time = now();
	vmci_u64 left;

	if (!clock->first)
		return milliseconds;
	left = clock->first->deadline > time ? clock->first->deadline - time : 0;
	if (left > INT_MAX)
		left = INT_MAX;
	return milliseconds < 0 || left < (vmci_u64)milliseconds ? (int)left : milliseconds;
}
