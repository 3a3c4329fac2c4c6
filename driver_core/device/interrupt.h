/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The handler of a device that has one interrupt vector, maybe shared with other devices. With a
 * vector for each cause nobody asks for the cause: vmci_delivery_step() and
 * vmci_notification_step() are the handlers then.
 */
#ifndef VMCI_CORE_INTERRUPT_H
#define VMCI_CORE_INTERRUPT_H

#include "delivery.h"
#include "doorbell.h"
#include "guest.h"
#include "step.h"

/* One interrupt. Zero to begin with. */
struct vmci_interrupt {
	struct vmci_delivery delivery;
	struct vmci_notification notification;
	unsigned char causes; /* bits of the ICR */
	unsigned char phase;
	unsigned char ours; /* once it is done: whether the device had interrupted */
};

/* Makes the next step of the handler. */
enum vmci_step vmci_interrupt_step(struct vmci_guest *guest, struct vmci_interrupt *interrupt);

#endif
