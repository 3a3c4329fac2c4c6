/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What happens to a machine's sockets where sleeping is not allowed: it is noted, and the work is
 * begun. Each of these is one step.
 */
#ifndef VMCI_CORE_STACK_ARRIVAL_H
#define VMCI_CORE_STACK_ARRIVAL_H

#include "stack.h"

/*
 * A datagram has come to an endpoint of the sockets', `size` bytes with its header: through the
 * device; or to this machine as a host. To VMCI_PACKET_RESOURCE that is a packet of connections.
 * What is none is dropped, and so is what would come another way if it were what it says: a virtual
 * machine and a host cannot speak in each other's name. A connection for whose packet there is no
 * room is over, as if its peer had reset it: nobody would know what he has missed. Others are for
 * sockets for datagrams: vmci_datagram_arrived().
 */
void vmci_stack_packet_arrived(struct vmci_stack *stack, const void *datagram, vmci_u64 size);
void vmci_stack_guest_packet_arrived(struct vmci_stack *stack, const void *datagram, vmci_u64 size);

/* The machine may have another context: the driver was told of it, and knows it. */
void vmci_stack_event_happened(struct vmci_stack *stack);

/* The peer of a socket's queue pair: enum vmci_event. */
void vmci_stack_peer_changed(struct vmci_stack *stack, unsigned int slot, unsigned int event);

/*
 * What the host's programs are told of a queue pair: `size` bytes of an event's payload, struct
 * vmci_event_data first.
 */
void vmci_stack_guest_left(struct vmci_stack *stack, const void *payload, vmci_u64 size);

/*
 * The memory of a queue pair may be back, or somebody else may be done with it: the platform's
 * vmci_hal_host_wake() was called. It tries again the operations that wait, too.
 */
void vmci_stack_memory_back(struct vmci_stack *stack);

/* A socket's timer has expired. */
void vmci_stack_timer_expired(struct vmci_stack *stack, unsigned int slot);

#endif
