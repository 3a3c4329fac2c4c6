/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Sockets for datagrams: where one goes, in whose name, and whether a socket keeps one that comes.
 *
 * A port is the id of a resource, and what is sent is a datagram's payload: there is no header of
 * sockets in it. Datagrams may be lost, and nobody is told.
 *
 * Pure functions. Where one can fail it returns VMCI_SUCCESS or an error that its comment names,
 * and on failure leaves its results alone.
 */
#ifndef VMCI_CORE_VSOCK_DATAGRAM_H
#define VMCI_CORE_VSOCK_DATAGRAM_H

#include "socket.h"
#include "transport.h"

/* Whether a call names an address, or a socket is connected to one: its context or port is given.
 */
static inline int vmci_datagram_names(struct vmci_address address)
{
	return address.cid != VMCI_CID_ANY || address.port != VMCI_PORT_ANY;
}

/*
 * Where a datagram of `length` bytes goes: to the address that the call names, or else to that to
 * which the socket is connected. `shut` are the halves that the socket has shut down.
 *
 * VMCI_EOPNOTSUPP: vmci_check_send_flags(); VMCI_EPIPE: sending is shut down; VMCI_ENOTCONN: there
 * is no address (Linux says VMCI_EINVAL); and those of vmci_check_datagram_to().
 */
static inline int vmci_datagram_check_send(unsigned int shut, vmci_u32 flags,
					   struct vmci_address named, struct vmci_address connected,
					   vmci_u64 length, struct vmci_address *to)
{
	int result = vmci_check_send_flags(flags);

	if (result < VMCI_SUCCESS)
		return result;
	if (shut & VMCI_SHUTDOWN_SEND)
		return VMCI_EPIPE;
	if (!vmci_datagram_names(named))
		named = connected;
	if (!vmci_datagram_names(named))
		return VMCI_ENOTCONN;
	result = vmci_check_datagram_to(named, length);
	if (result >= VMCI_SUCCESS)
		*to = named;
	return result;
}

/*
 * As what a bound socket is known outside the machine: VMCI_TRANSPORT_ bits. One that is bound to
 * any context is known as a guest's and as a host's; to that of hosts, as a host's alone; to the
 * machine's own, as a guest's; and to the local one, not at all.
 */
static inline unsigned int vmci_datagram_outward(vmci_u32 bound_cid)
{
	if (bound_cid == VMCI_CID_ANY)
		return VMCI_TRANSPORT_GUEST_TO_HOST | VMCI_TRANSPORT_HOST_TO_GUEST;
	if (bound_cid == VMCI_CID_LOCAL)
		return VMCI_TRANSPORT_NONE;
	return bound_cid == VMCI_CID_HOST ? VMCI_TRANSPORT_HOST_TO_GUEST
					  : VMCI_TRANSPORT_GUEST_TO_HOST;
}

/*
 * The ways of what a socket that is bound to a context sends to another one: VMCI_TRANSPORT_ bits.
 * Of VMCI_TRANSPORT_HOST_TO_GUEST and VMCI_TRANSPORT_GUEST_TO_HOST the first is tried first, and
 * the other if the machine as a host has no such virtual machine: see vmci_find_route().
 *
 * VMCI_ENODEV: the machine has no transport for datagrams, or it is no guest, and only a guest
 * reaches the hypervisor. VMCI_ENETUNREACH: the one or the other context
 * is the local one, and they are not both of this machine; or it is bound to the context of hosts,
 * and the machine is a virtual machine, too, in whose name it does not speak.
 */
static inline int vmci_datagram_ways(const struct vmci_transports *transports, vmci_u32 bound_cid,
				     vmci_u32 remote_cid, unsigned int *ways)
{
	unsigned int found = vmci_datagram_outward(bound_cid) & transports->present;

	if (!(transports->present & VMCI_TRANSPORT_DATAGRAM))
		return VMCI_ENODEV;
	if (remote_cid == VMCI_CID_HYPERVISOR &&
	    !(transports->present & VMCI_TRANSPORT_GUEST_TO_HOST))
		return VMCI_ENODEV;
	if (vmci_cid_is_within(transports, remote_cid))
		found = VMCI_TRANSPORT_LOCAL;
	else if (remote_cid <= VMCI_CID_HOST)
		found &= VMCI_TRANSPORT_GUEST_TO_HOST;
	if (remote_cid == VMCI_CID_LOCAL)
		found &= VMCI_TRANSPORT_LOCAL;
	if (bound_cid == VMCI_CID_HOST && !vmci_cid_is_within(transports, bound_cid))
		found &= ~(unsigned int)VMCI_TRANSPORT_LOCAL;
	if (found == VMCI_TRANSPORT_NONE)
		return VMCI_ENETUNREACH;
	*ways = found;
	return VMCI_SUCCESS;
}

/*
 * Whether a datagram is for a socket: it is, unless receiving is shut down, or the socket is
 * connected to another address.
 */
static inline int vmci_datagram_is_for(unsigned int shut, struct vmci_address connected,
				       struct vmci_address from)
{
	if (shut & VMCI_SHUTDOWN_RECEIVE)
		return 0;
	return !vmci_datagram_names(connected) || vmci_address_equal(connected, from);
}

/*
 * How much of a socket's buffer of `size` bytes is used when a payload of `length` bytes joins the
 * `used` bytes there: each counts with a datagram's header, so that those without bytes have a
 * bound, too. VMCI_ERROR_NO_RESOURCES: that is more than there is.
 */
static inline int vmci_datagram_receive_add(vmci_u64 used, vmci_u64 length, vmci_u64 size,
					    vmci_u64 *used_then)
{
	if (length > VMCI_DATAGRAM_PAYLOAD_MAX || used > size ||
	    VMCI_DATAGRAM_HEADER_SIZE + length > size - used)
		return VMCI_ERROR_NO_RESOURCES;
	*used_then = used + VMCI_DATAGRAM_HEADER_SIZE + length;
	return VMCI_SUCCESS;
}

#endif
