/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The rings of a pair as the host's end sees them, whose headers are mapped. For who has claimed
 * the pair; vmci_host_ring_can_move() also for who has the broker's lock, while nobody has claimed
 * it.
 */
#ifndef VMCI_CORE_HOST_RING_H
#define VMCI_CORE_HOST_RING_H

#include "endpoint.h"

/* The rings, as the last operation of the host's end left them; keeps how this one leaves them. */
void vmci_host_ring_views(const struct vmci_broker_pair *entry, struct vmci_ring_pair *ring);
void vmci_host_ring_keep(struct vmci_broker_pair *entry, const struct vmci_ring_pair *ring);

/* Publishes the two indices of the host's own, as its end was left. */
void vmci_host_ring_resume(struct vmci_broker_pair *entry);

/* Does what an operation asks for, and says in it what came of it. */
void vmci_host_ring_run(struct vmci_broker_pair *entry, struct vmci_host_operation *operation);

/*
 * Whether a request, which was to move bytes and could not, is worth to be tried again: it can move
 * some now, or will fail. `request`: enum vmci_host_request.
 */
int vmci_host_ring_can_move(const struct vmci_broker_pair *entry, unsigned int request);

#endif
