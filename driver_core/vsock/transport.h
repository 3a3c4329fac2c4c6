/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which transport the packets of a socket take, and which contexts are this machine's.
 *
 * A machine can be a guest, a host, both (a nested one) or neither, and come to be so while sockets
 * are there: its transports are a value, which the caller reads once, under the lock that guards
 * it, and on which all of a decision is made. Linux asked for a transport and then used it, while
 * it could go away in between, until 2025 (CVE-2025-38461, CVE-2025-38462). The caller sees to it
 * that what was decided on stays for as long as a socket has it.
 *
 * Pure functions. Where one can fail it returns VMCI_SUCCESS or an error that its comment names,
 * and on failure leaves its results alone.
 */
#ifndef VMCI_CORE_TRANSPORT_H
#define VMCI_CORE_TRANSPORT_H

#include "address.h"
#include "socket.h"

/* Bits. */
enum vmci_transport {
	VMCI_TRANSPORT_NONE = 0,
	VMCI_TRANSPORT_LOCAL = 1,	  /* within this machine */
	VMCI_TRANSPORT_GUEST_TO_HOST = 2, /* down, through the device */
	VMCI_TRANSPORT_HOST_TO_GUEST = 4, /* up, to a virtual machine of this one */
	VMCI_TRANSPORT_DATAGRAM = 8	  /* all that datagram sockets send */
};

struct vmci_transports {
	vmci_u32 guest_cid; /* this machine's own, where the transport to its host is there */
	unsigned short present;
	unsigned short seqpacket; /* those of them that keep packets apart: none over VMCI does */
};

/* Whether a socket that is bound to a context can be reached: it is any, or the machine has it. */
static inline int vmci_cid_can_be_bound(const struct vmci_transports *transports, vmci_u32 cid)
{
	if (cid == VMCI_CID_ANY)
		return 1;
	if ((transports->present & VMCI_TRANSPORT_GUEST_TO_HOST) && cid == transports->guest_cid)
		return 1;
	if ((transports->present & VMCI_TRANSPORT_HOST_TO_GUEST) && cid == VMCI_CID_HOST)
		return 1;
	return (transports->present & VMCI_TRANSPORT_LOCAL) && cid == VMCI_CID_LOCAL;
}

/*
 * This machine's context id, for who asks for one: as a guest, else as a host, else the local one,
 * which Linux forgot until 2025 ("GET_LOCAL_CID ignores local transport"). VMCI_CID_ANY: it has
 * none.
 */
static inline vmci_u32 vmci_local_cid(const struct vmci_transports *transports)
{
	if (transports->present & VMCI_TRANSPORT_GUEST_TO_HOST)
		return transports->guest_cid;
	if (transports->present & VMCI_TRANSPORT_HOST_TO_GUEST)
		return VMCI_CID_HOST;
	if (transports->present & VMCI_TRANSPORT_LOCAL)
		return VMCI_CID_LOCAL;
	return VMCI_CID_ANY;
}

/* Whether a context is reached within this machine, by a transport that it has. */
static inline int vmci_cid_is_within(const struct vmci_transports *transports, vmci_u32 cid)
{
	if (!(transports->present & VMCI_TRANSPORT_LOCAL))
		return 0;
	if (cid == VMCI_CID_LOCAL)
		return 1;
	if (transports->present & VMCI_TRANSPORT_GUEST_TO_HOST)
		return cid == transports->guest_cid;
	return cid == VMCI_CID_HOST;
}

/*
 * The context under which one socket of a machine speaks to another: its own, or, if it is bound to
 * any, that under which the other is spoken to. So the other can answer, and a socket that is
 * connected to an address hears from that address.
 */
static inline vmci_u32 vmci_source_within(vmci_u32 bound_cid, vmci_u32 remote_cid)
{
	return bound_cid == VMCI_CID_ANY ? remote_cid : bound_cid;
}

/*
 * The transport to a context, though the machine may not have it. A virtual machine is a guest of
 * this one if this is a host; else, and with VMCI_ADDRESS_TO_HOST, it is beside it, beyond the
 * host: without guests of its own a machine could not reach those until 2020 ("forward to host when
 * no H2G").
 */
static inline enum vmci_transport vmci_transport_to(const struct vmci_transports *transports,
						    vmci_u32 remote_cid, unsigned int flags)
{
	if (vmci_cid_is_within(transports, remote_cid))
		return VMCI_TRANSPORT_LOCAL;
	if (remote_cid <= VMCI_CID_HOST || (flags & VMCI_ADDRESS_TO_HOST) ||
	    !(transports->present & VMCI_TRANSPORT_HOST_TO_GUEST))
		return VMCI_TRANSPORT_GUEST_TO_HOST;
	return VMCI_TRANSPORT_HOST_TO_GUEST;
}

/*
 * Chooses the transport of a socket for a remote context; of one for datagrams it is always the
 * same. `flags` are VMCI_ADDRESS_ bits. VMCI_ENODEV: the machine does not have it;
 * VMCI_ESOCKTNOSUPPORT: there is no such type, or the transport does not keep packets apart, and
 * the socket's type does.
 */
static inline int vmci_choose_transport(const struct vmci_transports *transports, unsigned int type,
					vmci_u32 remote_cid, unsigned int flags,
					enum vmci_transport *chosen)
{
	enum vmci_transport transport = VMCI_TRANSPORT_DATAGRAM;

	if (type != VMCI_SOCKET_STREAM && type != VMCI_SOCKET_DATAGRAM &&
	    type != VMCI_SOCKET_SEQPACKET)
		return VMCI_ESOCKTNOSUPPORT;
	if (type != VMCI_SOCKET_DATAGRAM)
		transport = vmci_transport_to(transports, remote_cid, flags);
	if (!(transports->present & transport))
		return VMCI_ENODEV;
	if (type == VMCI_SOCKET_SEQPACKET && !(transports->seqpacket & transport))
		return VMCI_ESOCKTNOSUPPORT;
	*chosen = transport;
	return VMCI_SUCCESS;
}

/*
 * The flags with which a listener's child finds its transport: where two virtual machines talk it
 * is the one to the host, by which the other's request came.
 */
static inline unsigned int vmci_accepted_flags(vmci_u32 local_cid, vmci_u32 remote_cid)
{
	if (local_cid > VMCI_CID_HOST && remote_cid > VMCI_CID_HOST)
		return VMCI_ADDRESS_TO_HOST;
	return 0;
}

/* What a socket has to do to have the transport that was chosen for it: bits, in this order. */
#define VMCI_TRANSPORT_RELEASE 1u /* the one that it has, and with it the connection that was */
#define VMCI_TRANSPORT_TAKE    2u /* the chosen one */

/*
 * What changes with the choice. Who has the chosen one already keeps it, and what it knows there.
 * If there is no choice (an error above), nothing changes. A socket that releases one is
 * unconnected again, and nothing of its peer's shutdown or reset remains: Linux took that over into
 * the next transport until 2025 ("reset socket state on de-assign"). Its binding stays, see
 * port_table.h.
 */
static inline unsigned int vmci_transport_change(unsigned int held, enum vmci_transport chosen)
{
	if (held == (unsigned int)chosen)
		return 0;
	if (held == VMCI_TRANSPORT_NONE)
		return VMCI_TRANSPORT_TAKE;
	return VMCI_TRANSPORT_RELEASE | VMCI_TRANSPORT_TAKE;
}

/*
 * Whether connections go to a context by a transport that vmci_choose_transport() gave.
 * VMCI_ENETUNREACH: it is the local one, which nobody but this machine can mean.
 */
static inline int vmci_transport_check_remote(enum vmci_transport transport, vmci_u32 remote_cid)
{
	if (transport != VMCI_TRANSPORT_LOCAL && remote_cid == VMCI_CID_LOCAL)
		return VMCI_ENETUNREACH;
	return VMCI_SUCCESS;
}

#endif
