/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Doorbells in the registry of a host, and queues of those that were rung: one for each context.
 * With the broker's lock held, all of it.
 */
#ifndef VMCI_CORE_BELL_TABLE_H
#define VMCI_CORE_BELL_TABLE_H

#include "host.h"

/* The slot of a doorbell. VMCI_RESOURCES_MAX: there is none. */
unsigned int vmci_bell_find(struct vmci_host *host, struct vmci_handle handle);

/* The slot of a virtual machine that may ask for something. VMCI_CONTEXTS_MAX: it may not. */
unsigned int vmci_host_find_vm(const struct vmci_host *host, vmci_u32 context);

/* Puts a doorbell that was rung, and was not before, behind those of its context. */
void vmci_bell_queue(struct vmci_host *host, struct vmci_host_context *context, unsigned int slot);

/* Takes a doorbell out, if it was rung. */
void vmci_bell_unqueue(struct vmci_host *host, struct vmci_host_context *context,
		       unsigned int slot);

#endif
