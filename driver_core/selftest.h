/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A self-test of the ring on the machine it runs on: two endpoints on the same memory, which the
 * caller supplies. It allocates nothing and keeps under 1 KiB on the stack.
 */
#ifndef VMCI_CORE_SELFTEST_H
#define VMCI_CORE_SELFTEST_H

#include "ring.h"

/* Data pages in each queue, and the length of each buffer in pages. */
#define VMCI_SELFTEST_PAGES 3

/* All of it is overwritten. */
struct vmci_selftest_memory {
	struct vmci_queue_header *header[2]; /* of the two queues, each in a page of its own */
	vmci_page pages[2][VMCI_SELFTEST_PAGES];
	unsigned char *out; /* VMCI_SELFTEST_PAGES * VMCI_HAL_PAGE_SIZE bytes to send from */
	unsigned char *in;  /* as many to receive into */
};

struct vmci_selftest_report {
	vmci_u64 checks;    /* how many conditions held */
	const char *failed; /* the condition that did not hold, in C; null if all held */
	int line;	    /* where it stands in selftest.c; 0 if all held */
};

/*
 * Runs the self-test until the first condition that does not hold.
 * Returns 0 if all held and -1 if not; the report says which.
 */
int vmci_selftest(const struct vmci_selftest_memory *memory, struct vmci_selftest_report *report);

#endif
