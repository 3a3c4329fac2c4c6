/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What happens to a machine's sockets where sleeping is not allowed: it is noted, and the work is
 * begun. Each of these is one step.
 */
#ifndef VMCI_CORE_STACK_ARRIVAL_H
#define VMCI_CORE_STACK_ARRIVAL_H

#include "stack.h"

/*
 * A datagram has come to VMCI_PACKET_RESOURCE, `size` bytes with its header. What is no packet is
 * dropped. A connection for whose packet there is no room is over, as if its peer had reset it:
 * nobody would know what he has missed.
 */
void vmci_stack_packet_arrived(struct vmci_stack *stack, const void *datagram, vmci_u64 size);

/* The machine may have another context: the driver was told of it, and knows it. */
void vmci_stack_event_happened(struct vmci_stack *stack);

/* The peer of a socket's queue pair: enum vmci_event. */
void vmci_stack_peer_changed(struct vmci_stack *stack, unsigned int slot, unsigned int event);

/* A socket's timer has expired. */
void vmci_stack_timer_expired(struct vmci_stack *stack, unsigned int slot);

#endif
