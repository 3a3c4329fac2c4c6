/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The contract between what waits no longer than some time, sockets, and the machine under it:
 * timers.
 *
 * A platform that has them provides hal_timer_platform.h, which defines
 *
 *   vmci_timer		a timer, in its owner's memory. All zero bytes: never initialised.
 *   vmci_timer_handler	what is called when a timer expires, passed by value.
 *
 * and the functions below as static inline. The declarations here hold every platform to the same
 * signatures.
 *
 * A handler is called where sleeping is not allowed, with no lock held, and by one processor at a
 * time for one timer. It may be on its way while its timer is stopped or started again. So it takes
 * the lock under which its owner does that, and then asks vmci_hal_timer_runs(): if the timer runs,
 * the call is for an earlier start, and for nothing.
 */
#ifndef VMCI_CORE_HAL_TIMER_H
#define VMCI_CORE_HAL_TIMER_H

#include "hal.h"
#include "hal_timer_platform.h"

#ifndef VMCI_HAL_CALL_SITES

/* Makes a timer that does not run. */
static inline void vmci_hal_timer_init(vmci_timer *timer, vmci_timer_handler handler);

/*
 * Has the handler called once, not before so many milliseconds from now, 0 to 2^32 - 1; later than
 * these it may be. One that runs begins anew. May be called with a lock held.
 */
static inline void vmci_hal_timer_start(vmci_timer *timer, vmci_u32 milliseconds);

/*
 * Has it not called, unless it is on its way: that is not waited for. The timer need not run. May
 * be called with a lock held.
 */
static inline void vmci_hal_timer_stop(vmci_timer *timer);

/* Whether it has been started, and neither expired nor been stopped since. With the owner's lock.
 */
static inline int vmci_hal_timer_runs(const vmci_timer *timer);

/*
 * Stops a timer that nobody starts any more. Nonzero: a call of the handler is on its way or under
 * way; ask again when woken. Otherwise there is none any more, and the timer's memory is the
 * owner's. A platform that can wait for it never says so: it may sleep.
 */
static inline int vmci_hal_timer_end(vmci_timer *timer);

#endif /* VMCI_HAL_CALL_SITES */

#endif
