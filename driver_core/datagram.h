/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which datagrams are let through: their length, their source, privileges, room in a queue.
 *
 * Pure functions of numbers; sizes are in bytes. Where one can fail it returns VMCI_SUCCESS or the
 * error that its comment names, and on failure leaves its result alone. No sum wraps, whatever the
 * numbers are.
 */
#ifndef VMCI_CORE_DATAGRAM_H
#define VMCI_CORE_DATAGRAM_H

#include "hal/hal.h"
#include "result.h"
#include "route.h"

#define VMCI_DATAGRAM_HEADER_SIZE 24u
#define VMCI_DATAGRAM_SIZE_MAX	  (17u * 4096u) /* with the header */
#define VMCI_DATAGRAM_PAYLOAD_MAX (VMCI_DATAGRAM_SIZE_MAX - VMCI_DATAGRAM_HEADER_SIZE)

/* A host's queue of datagrams for one virtual machine, and with the hypervisor's events. */
#define VMCI_DATAGRAM_QUEUE_SIZE	(2u * VMCI_DATAGRAM_SIZE_MAX)
#define VMCI_DATAGRAM_QUEUE_EVENTS_SIZE (VMCI_DATAGRAM_QUEUE_SIZE + 1024u * (24u + 24u))

/* Bits of privileges. */
#define VMCI_PRIVILEGE_RESTRICTED 1u
#define VMCI_PRIVILEGE_TRUSTED	  2u

/* The size of a datagram, with its header. VMCI_ERROR_INVALID_ARGS when it is over the limit. */
static inline int vmci_datagram_size(vmci_u64 payload_size, vmci_u64 *size)
{
	if (payload_size > VMCI_DATAGRAM_PAYLOAD_MAX)
		return VMCI_ERROR_INVALID_ARGS;
	*size = VMCI_DATAGRAM_HEADER_SIZE + payload_size;
	return VMCI_SUCCESS;
}

/*
 * How much of a virtual machine's queue is used when a datagram of `size` joins the `used` bytes
 * there. VMCI_ERROR_NO_RESOURCES when that is not below the limit, which is higher for what the
 * hypervisor itself sends, from {0, 0}: a queue is never quite full.
 */
static inline int vmci_datagram_queue_add(vmci_u64 used, vmci_u64 size, vmci_u32 src_context,
					  vmci_u32 src_resource, vmci_u64 *used_then)
{
	vmci_u64 limit = VMCI_DATAGRAM_QUEUE_SIZE;

	if (src_context == VMCI_CONTEXT_HYPERVISOR && src_resource == 0)
		limit = VMCI_DATAGRAM_QUEUE_EVENTS_SIZE;
	if (used >= limit || size >= limit - used)
		return VMCI_ERROR_NO_RESOURCES;
	*used_then = used + size;
	return VMCI_SUCCESS;
}

/*
 * The privileges with which a host lets a datagram act: the hypervisor's are the most there are, a
 * host program's those of its datagram entry, a virtual machine's those of its context.
 */
static inline unsigned int vmci_source_privileges(vmci_u32 src_context, unsigned int of_entry,
						  unsigned int of_context)
{
	if (src_context == VMCI_CONTEXT_HYPERVISOR)
		return VMCI_PRIVILEGE_TRUSTED;
	if (src_context == VMCI_CONTEXT_HOST)
		return of_entry;
	return of_context;
}

/* Whether two parties may not interact: one is restricted, and the other is not trusted. */
static inline int vmci_privileges_deny(unsigned int a, unsigned int b)
{
	return ((a & VMCI_PRIVILEGE_RESTRICTED) && !(b & VMCI_PRIVILEGE_TRUSTED)) ||
	       ((b & VMCI_PRIVILEGE_RESTRICTED) && !(a & VMCI_PRIVILEGE_TRUSTED));
}

/* VMCI_ERROR_NO_ACCESS when a host is given a datagram in another context's name. */
static inline int vmci_datagram_check_source(vmci_u32 sending_context, vmci_u32 src_context)
{
	return src_context == sending_context ? VMCI_SUCCESS : VMCI_ERROR_NO_ACCESS;
}

/*
 * Whether a host may deliver a datagram. VMCI_ERROR_NO_ACCESS: the privileges forbid it;
 * VMCI_ERROR_DST_UNREACHABLE: a virtual machine writes to another.
 *
 * The protocol's description names no code for denied privileges: it is that of a wrong source. Nor
 * does it exempt a virtual machine that writes to itself: the privileges must allow that as well.
 */
static inline int vmci_datagram_check_interaction(vmci_u32 src_context, vmci_u32 dst_context,
						  unsigned int src_privileges,
						  unsigned int dst_privileges)
{
	if (vmci_privileges_deny(src_privileges, dst_privileges))
		return VMCI_ERROR_NO_ACCESS;
	if (vmci_context_is_vm(src_context) && dst_context != VMCI_CONTEXT_HOST &&
	    src_context != dst_context)
		return VMCI_ERROR_DST_UNREACHABLE;
	return VMCI_SUCCESS;
}

#endif
