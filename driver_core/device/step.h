/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Operations that take several steps.
 *
 * Each such operation is a structure that its caller sets up, and a function that makes the next
 * step of it, so that no operation holds a thread, and a checker can let everything else happen
 * between two steps. A step takes a lock once, or accesses the device once, or calls a client once.
 * A platform runs an operation by making steps until it is done: see vmci_hal_wake() for those that
 * wait. What a handler of interrupts runs never waits.
 */
#ifndef VMCI_CORE_STEP_H
#define VMCI_CORE_STEP_H

enum vmci_step {
	VMCI_STEP_DONE = 0, /* the operation is over, its result known */
	VMCI_STEP_AGAIN,    /* there is another step to make */
	VMCI_STEP_WAIT	    /* nothing was done; try again when woken */
};

#endif
