/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What Linux's host driver offers to the program of a virtual machine: /dev/vmci. Structures and
 * numbers are that interface's. Each function is one call of it, and returns what the kernel says:
 * an enum vmci_result, or VMCI_ERROR_INVALID_ARGS for a call that it does not understand at all.
 */
#ifndef VMCI_CORE_USER_DEV_VMCI_H
#define VMCI_CORE_USER_DEV_VMCI_H

#include <stddef.h>

#include "../hal/hal.h"
#include "../wire.h"

/*
 * Opens it, and makes a context. `wished` is its id, which another has if it is taken: *context is
 * what it got. Returns the file, or VMCI_ERROR_DEVICE_NOT_FOUND: there is no such driver, or it may
 * not be opened; VMCI_ERROR_UNAVAILABLE: its driver knows no protocol as new as ours;
 * VMCI_ERROR_NO_RESOURCES: there can be no such context.
 */
int vmci_dev_open(vmci_u32 wished, vmci_u32 flags, vmci_u32 *context);

/* The context is no more: everything that it had is given back. */
void vmci_dev_close(int file);

/* Sends a datagram with its header. */
int vmci_dev_send(int file, const void *datagram, size_t size);

/*
 * Receives the next one into a buffer. VMCI_ERROR_NO_MORE_DATAGRAMS: there is none;
 * VMCI_ERROR_NO_MEM: it is longer than the buffer, and waits.
 */
int vmci_dev_receive(int file, void *buffer, size_t size);

/* What is asked for of a queue pair: as a machine asks, but for the pages. */
struct vmci_dev_pair {
	struct vmci_handle handle;
	vmci_u32 peer;
	vmci_u32 flags;
	vmci_u64 produce_size;
	vmci_u64 consume_size;
	void *memory; /* its pages, one behind the other; shared: the kernel keeps them */
	vmci_u64 pages;
};

int vmci_dev_alloc_pair(int file, const struct vmci_dev_pair *pair);
int vmci_dev_detach_pair(int file, struct vmci_handle handle);

/* Takes a pair's pages away from the kernel, as `memory` is a null pointer, or gives it others. */
int vmci_dev_set_pair_memory(int file, struct vmci_handle handle, void *memory, vmci_u64 pages);

/* Waits until a datagram can be received, or so many milliseconds; for ever if negative. */
int vmci_dev_wait(int file, int milliseconds);

#endif
