/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What operations of the broker that change a pair have in common, once they have claimed it. */
#ifndef VMCI_CORE_BROKER_OPERATION_H
#define VMCI_CORE_BROKER_OPERATION_H

#include "broker.h"

/* The claim is the first phase. What an outcome does not ask for is passed over. */
enum vmci_broker_phase {
	VMCI_BROKER_CLAIM = 0,
	VMCI_BROKER_PIN,
	VMCI_BROKER_UNMAP,
	VMCI_BROKER_UNPIN,
	VMCI_BROKER_COMMIT,
	VMCI_BROKER_UNDO,
	VMCI_BROKER_TELL,
	VMCI_BROKER_WAKE
};

/*
 * Begins to carry out the outcome of an operation, which has claimed the pair in its slot and, if
 * its context becomes a party, been charged. With the broker's lock held.
 */
void vmci_broker_begin(struct vmci_broker *broker, struct vmci_broker_operation *operation);

/* Makes the next step of that. */
enum vmci_step vmci_broker_carry_out_step(struct vmci_broker *broker,
					  struct vmci_broker_operation *operation);

#endif
