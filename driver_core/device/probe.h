/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Taking the device into use, and out of it.
 *
 * The order is what matters. The tables are ready before the device can interrupt, and before the
 * handler of a shared vector is called for another device's interrupt. When the last handler has
 * returned, the device is reset, so that it forgets the driver's memory, before that is freed.
 * Whatever fails on the way in, the way out begins there.
 *
 * Clients may still have doorbells, endpoints, subscriptions and queue pairs when the device goes:
 * they end them when they like. What they send then fails with VMCI_ERROR_DEVICE_NOT_FOUND. Who
 * detaches from a queue pair before the reset leaves its queues, which the device may still know, to
 * the removal.
 */
#ifndef VMCI_CORE_PROBE_H
#define VMCI_CORE_PROBE_H

#include "guest.h"
#include "step.h"

/* A probe or a removal. Zero to begin with. */
struct vmci_probe {
	int result; /* once the operation is done */
	unsigned char phase;
	unsigned char memory;  /* whether the registers are in memory */
	unsigned char vectors; /* how many interrupt vectors there are, 0 to 3 */
	unsigned char undoing;
	unsigned char updates; /* of the context id, before it was asked for */
	vmci_table_index queue_pair; /* the next one that may have been kept, or is being freed */
	vmci_u32 context;
};

/*
 * Makes the next step of a probe. The guest was set up by vmci_guest_begin(). Errors, upon which
 * nothing is left: VMCI_ERROR_DEVICE_NOT_FOUND: it is not the device that this driver needs;
 * VMCI_ERROR_UNAVAILABLE: the hypervisor lacks what every one has; those of the platform and of the
 * hypervisor.
 */
enum vmci_step vmci_probe_step(struct vmci_guest *guest, struct vmci_probe *probe);

/* Makes the next step of a removal, which cannot fail. `remove` is the probe's, done. */
enum vmci_step vmci_remove_step(struct vmci_guest *guest, struct vmci_probe *remove);

#endif
