/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A virtual machine's driver of its VMCI device: everything it knows.
 *
 * Two locks, of which nobody holds both: `tables` guards the registry and what goes with it,
 * `ports` the port that datagrams are sent through. What is received is the datagram handler's
 * alone, which is not called again while it runs. All else is set before interrupts are on and
 * stays.
 */
#ifndef VMCI_CORE_GUEST_H
#define VMCI_CORE_GUEST_H

#include "../event.h"
#include "../hal/device.h"
#include "../resource.h"
#include "delayed.h"
#include "doorbell_table.h"
#include "queue_pair_table.h"

/* What is known of a datagram endpoint besides its handle, by its slot in the registry. */
struct vmci_endpoint {
	vmci_callback callback;
	unsigned char delayed; /* whether its client is called by deferred work */
};

struct vmci_guest {
	vmci_u32 context; /* this machine's own id; once interrupts are on guarded by `tables` */
	struct vmci_registry registry;
	struct vmci_subscriptions subscriptions;
	struct vmci_doorbell_table doorbells;
	struct vmci_endpoint endpoints[VMCI_RESOURCES_MAX];
	struct vmci_queue_pair_table queue_pairs;
	vmci_callback subscribers[VMCI_SUBSCRIPTIONS_MAX]; /* by the slot of a subscription */
	struct vmci_delayed_queue delayed;
	vmci_hal_device device;
	vmci_memory notify_page;    /* a byte for each notification index, which the device sets */
	unsigned char capabilities; /* those in use: VMCI_CAPABILITY_ */
	unsigned char online;	    /* whether the device takes datagrams; guarded by `ports` */
	unsigned char context_updates; /* by events, modulo 256; guarded by `tables` */
	unsigned char lost;	/* whether it went while it gave datagrams: no more are read */
	vmci_memory out_buffer; /* see transfer.h */
	vmci_memory in_buffer;
	vmci_lock tables;
	vmci_lock ports;
	unsigned char received[VMCI_RECEIVE_BUFFER]; /* see receive.h */
};

/* Begins with empty tables, nothing rung or received, no context id, and no device in use. */
void vmci_guest_begin(struct vmci_guest *guest, vmci_hal_device device);

/* This machine's own id as it is known now. One step. */
vmci_u32 vmci_guest_context(struct vmci_guest *guest);

/* Gives a reference of a resource back, and wakes who waits for it to be unused. One step. */
void vmci_guest_put(struct vmci_guest *guest, unsigned int slot);

#endif
