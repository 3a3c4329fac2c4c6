/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The VMCI device of a program that is a virtual machine: what its driver accesses as registers and
 * ports is here, and what it asks of its hypervisor goes to the host's kernel, by /dev/vmci.
 *
 * It offers datagrams, and queue pairs; no doorbells, and no registers in memory. Datagrams from
 * the kernel come in its order, which is not that in which they were sent.
 */
#ifndef VMCI_CORE_USER_DEVICE_H
#define VMCI_CORE_USER_DEVICE_H

#include "../datagram.h"
#include "../device/guest.h"
#include "clock.h"
#include "pages.h"

struct vmci_user_pair;

/* Who wants to hear what goes through the device, in order. Either function may be null. */
struct vmci_user_watcher {
	/* The driver has sent a datagram, with its header, and this is the answer. */
	void (*sent)(void *self, const void *datagram, size_t size, int result);
	/* One came for it. */
	void (*came)(void *self, const void *datagram, size_t size);
	void *self;
};

/* What is to be done beside what the driver has to do: steps of whoever uses it. */
struct vmci_user_work {
	enum vmci_step (*step)(void *self);
	void *self;
	unsigned char asked; /* there are steps to make */
};

struct vmci_user_device {
	struct vmci_guest *guest;
	struct vmci_user_watcher watcher;
	struct vmci_user_work work;
	struct vmci_user_clock clock; /* of whoever has timers */
	struct vmci_user_pages pages;
	struct vmci_user_pair *pairs; /* that the kernel has mapped */
	vmci_u32 context;
	int file;   /* of the context in the kernel */
	int result; /* of the last datagram that was sent */
	unsigned char mask;
	unsigned char enabled; /* interrupts are on */
	unsigned char has_handler;
	unsigned char deferred; /* the driver's deferred work is to run */
	size_t pending;		/* of `incoming`, bytes that the driver has not read yet, */
	size_t given;		/* from here on */
	unsigned char incoming[VMCI_DATAGRAM_SIZE_MAX + 8];
};

/*
 * Makes a machine's device, whose driver is `guest`: a context of the host's kernel, with `wished`
 * as its id unless another has it, and with so many pages of memory for its queues. Errors are
 * those of vmci_dev_open(), and VMCI_ERROR_NO_MEM.
 */
int vmci_user_device_begin(struct vmci_user_device *device, struct vmci_guest *guest,
			   vmci_u32 wished, vmci_u64 pages);

/* The machine is off: for its peers it is gone, as if it had been killed. */
void vmci_user_device_end(struct vmci_user_device *device);

/*
 * Takes all queues away from the kernel, as a hypervisor does that is about to save a machine's
 * memory; and gives them back, at other addresses. A pair that the kernel does not take again is
 * lost: the first such error, else success.
 */
int vmci_user_device_quiesce(struct vmci_user_device *device);
int vmci_user_device_resume(struct vmci_user_device *device);

#endif
