/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The driver's deferred work: calling clients where they may sleep. */
#ifndef VMCI_CORE_DEFERRED_H
#define VMCI_CORE_DEFERRED_H

#include "doorbell.h"
#include "guest.h"
#include "step.h"

/* Zero to begin with. */
struct vmci_deferred {
	struct vmci_doorbell_calls calls;
	struct vmci_delayed delayed;
	vmci_callback callback;
	unsigned char phase;
};

/* Makes the next step of the work: first doorbells that were rung, then datagrams. */
enum vmci_step vmci_deferred_step(struct vmci_guest *guest, struct vmci_deferred *work);

#endif
