/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What allocation and detachment of queue pairs share: telling the other end, and the way out. */
#ifndef VMCI_CORE_QUEUE_PAIR_END_H
#define VMCI_CORE_QUEUE_PAIR_END_H

#include "queue_pair.h"

/*
 * Tells the client of a local pair's other end, for which vmci_queue_pair_tell() took note, and
 * says that it has been told. One step each.
 */
void vmci_queue_pair_call_other(struct vmci_guest *guest,
				const struct vmci_queue_pair_operation *operation,
				unsigned int event);
void vmci_queue_pair_called_other(struct vmci_guest *guest,
				  const struct vmci_queue_pair_operation *operation);

/*
 * Makes the next step by which an end leaves, which nobody else does meanwhile: it waits for calls
 * of its client to be over. The last end of a pair takes it out of the tables, and frees its
 * queues.
 */
enum vmci_step vmci_queue_pair_leave_step(struct vmci_guest *guest,
					  struct vmci_queue_pair_operation *operation);

#endif
