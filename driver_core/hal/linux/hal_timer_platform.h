/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The HAL for the Linux kernel: timers. */
#ifndef VMCI_CORE_HAL_LINUX_TIMER_H
#define VMCI_CORE_HAL_LINUX_TIMER_H

#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/timer.h>
#include <linux/version.h>

/* `number` tells the owner which of its timers it is. */
typedef struct vmci_timer_handler {
	void (*expired)(void *owner, unsigned int number);
	void *owner;
	unsigned int number;
} vmci_timer_handler;

typedef struct vmci_timer {
	struct timer_list timer;
	vmci_timer_handler handler;
} vmci_timer;

/* The functions that end with _delete were called del_ before 6.2, and those names are gone now. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define vmci_linux_timer_delete	     del_timer
#define vmci_linux_timer_delete_sync del_timer_sync
#else
#define vmci_linux_timer_delete	     timer_delete
#define vmci_linux_timer_delete_sync timer_delete_sync
#endif

static inline void vmci_linux_timer_expired(struct timer_list *expired)
{
	const vmci_timer *timer = container_of(expired, vmci_timer, timer);

	timer->handler.expired(timer->handler.owner, timer->handler.number);
}

static inline void vmci_hal_timer_init(vmci_timer *timer, vmci_timer_handler handler)
{
	timer->handler = handler;
	timer_setup(&timer->timer, vmci_linux_timer_expired, 0);
}

/* One jiffy more: the one that has begun is not whole. */
static inline void vmci_hal_timer_start(vmci_timer *timer, vmci_u32 milliseconds)
{
	mod_timer(&timer->timer, jiffies + msecs_to_jiffies(milliseconds) + 1);
}

static inline void vmci_hal_timer_stop(vmci_timer *timer)
{
	vmci_linux_timer_delete(&timer->timer);
}

static inline int vmci_hal_timer_runs(const vmci_timer *timer)
{
	return timer_pending(&timer->timer);
}

static inline int vmci_hal_timer_end(vmci_timer *timer)
{
	vmci_linux_timer_delete_sync(&timer->timer);
	return 0;
}

#endif
