// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The self-test of timers: what hal/timer.h promises to those who wait no longer than some time. */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "../hal/timer.h"
#include "device_selftest.h"

/* A timer that is never awaited, in milliseconds: a day. */
#define NEVER 86400000u

struct reminder {
	vmci_timer timer;
	struct completion expired;
	unsigned int number;	/* as the handler was told */
	unsigned long at;	/* in jiffies: when it was called last */
	unsigned int linger;	/* for so many milliseconds the handler does not return */
	unsigned int completed; /* how often it has come to its end */
};

static void note_expiry(void *owner, unsigned int number)
{
	struct reminder *reminder = owner;

	reminder->number = number;
	reminder->at = jiffies;
	complete(&reminder->expired);
	mdelay(reminder->linger);
	WRITE_ONCE(reminder->completed, reminder->completed + 1);
}

static void begin(struct reminder *reminder, unsigned int number)
{
	vmci_timer_handler handler = { .expired = note_expiry, .owner = reminder, .number = number };

	init_completion(&reminder->expired);
	reminder->number = ~number;
	reminder->linger = 0;
	reminder->completed = 0;
	vmci_hal_timer_init(&reminder->timer, handler);
}

static bool expires(struct reminder *reminder)
{
	return wait_for_completion_timeout(&reminder->expired, PATIENCE) > 0;
}

/* A timer calls once, its owner, and not too early. */
static void expiry(struct test *test, struct reminder *reminder)
{
	static const unsigned int waits[] = { 0, 1, 30 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(waits); i++) {
		unsigned long begun = jiffies;

		begin(reminder, i);
		EXPECT(test, !vmci_hal_timer_runs(&reminder->timer));
		vmci_hal_timer_start(&reminder->timer, waits[i]);
		EXPECT(test, expires(reminder));
		EXPECT(test, reminder->number == i);
		EXPECT(test, time_after(reminder->at, begun + msecs_to_jiffies(waits[i])));
		EXPECT(test, !vmci_hal_timer_runs(&reminder->timer));
		EXPECT(test, vmci_hal_timer_end(&reminder->timer) == 0);
		EXPECT(test, reminder->completed == 1 && !completion_done(&reminder->expired));
	}
}

/* One that is stopped does not call; one that is started again begins anew. */
static void stops(struct test *test, struct reminder *reminder)
{
	begin(reminder, 7);
	vmci_hal_timer_stop(&reminder->timer);
	vmci_hal_timer_start(&reminder->timer, NEVER);
	EXPECT(test, vmci_hal_timer_runs(&reminder->timer));
	vmci_hal_timer_stop(&reminder->timer);
	EXPECT(test, !vmci_hal_timer_runs(&reminder->timer));
	vmci_hal_timer_start(&reminder->timer, NEVER);
	vmci_hal_timer_start(&reminder->timer, 1);
	EXPECT(test, expires(reminder));
	vmci_hal_timer_start(&reminder->timer, NEVER);
	EXPECT(test, vmci_hal_timer_end(&reminder->timer) == 0);
	EXPECT(test, !vmci_hal_timer_runs(&reminder->timer));
	EXPECT(test, reminder->completed == 1 && !completion_done(&reminder->expired));
}

static void start_now(void *reminder)
{
	vmci_hal_timer_start(&((struct reminder *)reminder)->timer, 0);
}

/*
 * Who ends a timer whose handler is under way waits for it: the memory is the owner's then. The
 * handler runs on another processor, if there is one, so that it does not hold up this thread.
 */
static void end_waits(struct test *test, struct reminder *reminder)
{
	unsigned long deadline = jiffies + PATIENCE;
	unsigned int other;

	begin(reminder, 8);
	reminder->linger = 20;
	other = cpumask_any_but(cpu_online_mask, get_cpu());
	if (other >= nr_cpu_ids || smp_call_function_single(other, start_now, reminder, 1))
		start_now(reminder);
	put_cpu();
	while (!try_wait_for_completion(&reminder->expired)) {
		if (time_after(jiffies, deadline))
			break;
		cond_resched();
	}
	EXPECT(test, reminder->number == 8);
	EXPECT(test, vmci_hal_timer_end(&reminder->timer) == 0);
	EXPECT(test, READ_ONCE(reminder->completed) == 1);
}

void vmci_linux_test_timers(struct test *test)
{
	struct reminder *reminder = kzalloc(sizeof(*reminder), GFP_KERNEL);

	if (!EXPECT(test, reminder))
		return;
	expiry(test, reminder);
	stops(test, reminder);
	end_waits(test, reminder);
	kfree(reminder);
}
