/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The memory of a program that is a virtual machine: pages that have numbers, as its hypervisor
 * knows them, and that can be mapped a second time in any order, as the host's kernel wants them.
 */
#ifndef VMCI_CORE_USER_PAGES_H
#define VMCI_CORE_USER_PAGES_H

#include "../hal/hal.h"

struct vmci_user_pages {
	int file;	      /* of the memory: the page with number n is its page n */
	vmci_u64 count;	      /* so many; that of number 0 is never given out */
	unsigned char *first; /* all of them, mapped */
	unsigned char *used;  /* a byte for each */
	vmci_u64 next;	      /* where to look for one that is free */
};

/* Begins with so many pages, all free. VMCI_ERROR_NO_MEM. */
int vmci_user_pages_begin(struct vmci_user_pages *pages, vmci_u64 count);
void vmci_user_pages_end(struct vmci_user_pages *pages);

/*
 * Allocates so many pages, one behind the other, all zero bytes: the number of the first. 0: there
 * are none. Pages that were freed are used again as late as may be.
 */
vmci_u64 vmci_user_pages_alloc(struct vmci_user_pages *pages, vmci_u64 count);

/* Frees pages. Who else has mapped them keeps what was in them, apart from who gets them next. */
void vmci_user_pages_free(struct vmci_user_pages *pages, vmci_u64 number, vmci_u64 count);

unsigned char *vmci_user_page(const struct vmci_user_pages *pages, vmci_u64 number);

/* Whether the page of this number is allocated. Any number may be asked about. */
int vmci_user_page_is_used(const struct vmci_user_pages *pages, vmci_u64 number);

/*
 * Maps allocated pages once more, in the order of their numbers in the list, one behind the other.
 * A null pointer: that cannot be, or some are not allocated. Unmapped by munmap().
 */
void *vmci_user_pages_map(const struct vmci_user_pages *pages, const vmci_u32 *numbers,
			  vmci_u64 count);

#endif
