/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What carries a connection: its queue pair, its rings, and the packets of its machine. Within the
 * machine that is memory of its own, and the inbox; to the host both go through the driver of the
 * device, and to a virtual machine of this one through this machine as a host.
 */
#ifndef VMCI_CORE_STACK_CARRIER_H
#define VMCI_CORE_STACK_CARRIER_H

#include "../device/endpoint.h"
#include "../device/queue_pair.h"
#include "../device/step.h"
#include "stack.h"

#ifdef VMCI_HAL_HOST

#include "../host/endpoint.h"
#include "../host/send.h"

/* What a host carries out. */
struct vmci_host_carriage {
	struct vmci_broker_operation pair;
	struct vmci_host_send send;
	struct vmci_host_operation end;
	unsigned char claimed; /* whether that has claimed a pair: its rings are open */
};

#endif

/* What is being carried out. As vmci_carriage_init() leaves it before and behind each. */
struct vmci_carriage {
	struct vmci_packet_msg msg; /* that is sent */
	struct vmci_queue_pair_operation pair;
	struct vmci_endpoint_operation send;
#ifdef VMCI_HAL_HOST
	struct vmci_host_carriage host;
#endif
	unsigned char phase;
};

void vmci_carriage_init(struct vmci_carriage *carriage);

/*
 * The name of an attempt to connect to a context: the handle of a pair that there is not, and that
 * nobody else is given: for a socket that has its transport. One step.
 */
struct vmci_handle vmci_carrier_name(const struct vmci_node *node, unsigned int slot,
				     vmci_u32 remote);

/*
 * Each makes the next step of something, and once that is done gives a result of the driver's in
 * *result, VMCI_SUCCESS or an error. The caller owns the socket.
 *
 * To make a pair of a handle and two queues of a size, or to attach to it, and to begin with its
 * rings, both empty. Errors: those of vmci_queue_pair_alloc_step(), or of a host
 * vmci_broker_alloc_step(), and then VMCI_ERROR_UNAVAILABLE: somebody else has made such a pair.
 * Within the machine those of vmci_queue_pair_check_sizes(); VMCI_ERROR_NO_RESOURCES: all these
 * pairs' data would be more than VMCI_QUEUE_PAIR_BYTES_MAX; VMCI_ERROR_NO_MEM; of who attaches,
 * VMCI_ERROR_NOT_FOUND: the other end of the connection has no such pair, or somebody has attached;
 * VMCI_ERROR_QUEUEPAIR_MISMATCH: it has another size.
 */
enum vmci_step vmci_carrier_make_step(const struct vmci_node *node, unsigned int slot, int attaches,
				      struct vmci_handle handle, vmci_u64 size,
				      struct vmci_carriage *carriage, int *result);

/*
 * To leave it. Errors: those of vmci_queue_pair_detach_step() or vmci_broker_detach_step(); within
 * the machine there are none.
 */
enum vmci_step vmci_carrier_leave_step(const struct vmci_node *node, unsigned int slot,
				       struct vmci_handle handle, struct vmci_carriage *carriage,
				       int *result);

/*
 * To send a packet by a transport, the same in each step: a socket's by its own, an answer by that
 * by which came what it answers. VMCI_ERROR_DEVICE_NOT_FOUND: the machine does not have that
 * transport; VMCI_ERROR_NO_RESOURCES: it is for this one, whose inbox is full; those of
 * vmci_host_send_step(); and those of vmci_endpoint_send_step(), but for VMCI_ERROR_NOT_FOUND, by
 * which a host says that it has no such socket: it was sent, and the host answers.
 */
enum vmci_step vmci_carrier_send_step(const struct vmci_node *node, unsigned int transport,
				      const struct vmci_packet *packet,
				      struct vmci_carriage *carriage, int *result);

/*
 * To open the rings of a socket that has a pair; then they are its owner's until they are closed.
 * Those that are open stay so. On an error they are not open. It cannot fail but for a host.
 * VMCI_ERROR_QUEUEPAIR_NOT_READY: the virtual machine's memory is away; the socket is woken when it
 * is back, see arrival.h. VMCI_ERROR_QUEUEPAIR_NOTATTACHED: the virtual machine has not attached
 * yet, or has left; and those of mapping its memory.
 */
enum vmci_step vmci_carrier_open_step(const struct vmci_node *node, unsigned int slot,
				      struct vmci_carriage *carriage, int *result);

/* To close what is open. Where nothing is, it is done at once, and that is no step. */
enum vmci_step vmci_carrier_close_step(const struct vmci_node *node, unsigned int slot,
				       struct vmci_carriage *carriage);

/*
 * The rings that are open, where their owner has come to. He looks at them and moves bytes, and
 * keeps behind that how far he has come. One step together.
 */
void vmci_carrier_rings(const struct vmci_node *node, unsigned int slot,
			struct vmci_ring_pair *rings);
void vmci_carrier_keep(const struct vmci_node *node, unsigned int slot,
		       const struct vmci_ring_pair *rings);

#endif
