/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The timers of a program, which expire when it asks. */
#ifndef VMCI_CORE_USER_CLOCK_H
#define VMCI_CORE_USER_CLOCK_H

#include "../hal/timer.h"

/* Those that run, by their deadlines. All zero bytes: none does. */
struct vmci_user_clock {
	vmci_timer *first;
};

/* Calls the handlers of all that are due. Nonzero: there were some. */
int vmci_user_clock_serve(struct vmci_user_clock *clock);

/* How long to wait, in milliseconds, if it is no longer than asked for; negative: for ever. */
int vmci_user_clock_wait(const struct vmci_user_clock *clock, int milliseconds);

#endif
