/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * As much of a FreeBSD kernel, and of a device, as hal/freebsd and the driver in freebsd/ need to
 * be run by a test: one thread, in which calls fail when the test says so. It keeps account of what
 * the driver has.
 */
#ifndef VMCI_CORE_TESTS_FREEBSD_KERNEL_H
#define VMCI_CORE_TESTS_FREEBSD_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

enum freebsd_interrupts { FREEBSD_LINE, FREEBSD_MSI, FREEBSD_MSIX };

/* What is tried: an attachment, an interrupt of each vector, a detachment. */
struct freebsd_trial {
  int memory; /* whether the device has its registers in memory */
  enum freebsd_interrupts interrupts;
  unsigned int failing; /* which of the calls that can fail does; 0: none */
};

struct freebsd_outcome {
  int attached;         /* 0, or an errno */
  unsigned int calls;   /* how many calls could fail */
  unsigned int vectors; /* how many handlers there were */
  int left;             /* how much of all that it was given the driver still has */
  const char* wrong;    /* what it did wrong besides; null if nothing */
};

struct freebsd_outcome freebsd_try(struct freebsd_trial trial);

/*
 * Runs an operation whose step waits, and that somebody wakes while the step is made for the
 * `waking`th time (0: while it sleeps), after the step has looked. Nonzero: it was woken.
 */
int freebsd_wait(unsigned int waking);

/*
 * Starts a timer, twice if `starts` is 2, and lets so many milliseconds pass: how often its handler
 * has been called. It is then stopped if `stops` is nonzero, and more time passes; in the end the
 * timer is ended. -1: it says that it runs when it does not, or does not when it does, or is left.
 */
int freebsd_timer(unsigned int starts, unsigned int milliseconds, unsigned int pass, int stops);

/* vmci_hal_exchange_byte() on memory whose first byte is aligned to 4. */
unsigned int freebsd_exchange_byte(unsigned char* bytes, unsigned int offset, unsigned int value);

#ifdef __cplusplus
}
#endif

#endif
