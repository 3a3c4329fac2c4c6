/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What callers may ask of a socket: its type, how many wait for a listener, which half is shut
 * down, which flags a message has, and who may talk with whom.
 *
 * Pure functions. Where one can fail it returns VMCI_SUCCESS or an error that its comment names,
 * and on failure leaves its results alone.
 */
#ifndef VMCI_CORE_SOCKET_H
#define VMCI_CORE_SOCKET_H

#include "../datagram.h"
#include "../limits.h"
#include "address.h"

/* Types of sockets. Streams and sequenced packets are for connections. */
#define VMCI_SOCKET_STREAM    1u
#define VMCI_SOCKET_DATAGRAM  2u
#define VMCI_SOCKET_SEQPACKET 5u

enum vmci_socket_state {
	VMCI_SOCKET_UNCONNECTED = 0, /* not yet, or no longer */
	VMCI_SOCKET_LISTENING = 1,
	VMCI_SOCKET_CONNECTING = 2,
	VMCI_SOCKET_CONNECTED = 3,
	VMCI_SOCKET_CLOSING = 4 /* the peer is gone; the socket is not closed yet */
};

/* The halves of a connection, as who shuts them down sees them: bits, as packets have them. */
#define VMCI_SHUTDOWN_RECEIVE 1u
#define VMCI_SHUTDOWN_SEND    2u
#define VMCI_SHUTDOWN_BOTH    3u

#define VMCI_MESSAGE_OUT_OF_BAND 1u	/* MSG_OOB */
#define VMCI_MESSAGE_PEEK	 2u	/* MSG_PEEK */
#define VMCI_MESSAGE_WAIT_ALL	 0x100u /* MSG_WAITALL */

/* The port of the hypervisor to which programs may send: where they register for its services. */
#define VMCI_PORT_REGISTER 14u

/*
 * Whether there are such sockets. VMCI_EPROTONOSUPPORT: the protocol is neither 0 nor the family's
 * own; VMCI_ESOCKTNOSUPPORT: there is no such type.
 */
static inline int vmci_socket_check_type(vmci_u32 type, vmci_u32 protocol)
{
	if (protocol != 0 && protocol != VMCI_AF_VSOCK)
		return VMCI_EPROTONOSUPPORT;
	if (type != VMCI_SOCKET_STREAM && type != VMCI_SOCKET_DATAGRAM &&
	    type != VMCI_SOCKET_SEQPACKET)
		return VMCI_ESOCKTNOSUPPORT;
	return VMCI_SUCCESS;
}

/*
 * Whether a socket may listen, and how many connections may then wait, those in their handshake and
 * those to be accepted together. `asked` is listen()'s number, which, if negative, is a large one;
 * it is raised to 1, without which nobody could connect, and cut to VMCI_BACKLOG_MAX. One that
 * listens may be asked again.
 *
 * VMCI_EOPNOTSUPP: it has datagrams. VMCI_EINVAL: it is connected, or on its way, or is not bound.
 */
static inline int vmci_socket_listen(unsigned int type, unsigned int state, int is_bound,
				     vmci_u32 asked, vmci_u32 *backlog)
{
	if (type == VMCI_SOCKET_DATAGRAM)
		return VMCI_EOPNOTSUPP;
	if ((state != VMCI_SOCKET_UNCONNECTED && state != VMCI_SOCKET_LISTENING) || !is_bound)
		return VMCI_EINVAL;
	*backlog = asked;
	if (asked == 0)
		*backlog = 1;
	if (asked > VMCI_BACKLOG_MAX)
		*backlog = VMCI_BACKLOG_MAX;
	return VMCI_SUCCESS;
}

/*
 * Whether as many wait for a listener as may. Exactly so many: Linux let one more in until 2026
 * ("acceptq_is_full in all transports").
 */
static inline int vmci_backlog_is_full(vmci_u32 waiting, vmci_u32 backlog)
{
	return waiting >= backlog;
}

/* The halves that shutdown()'s `how` names: 0, 1 or 2. VMCI_EINVAL: it is something else. */
static inline int vmci_shutdown_halves(vmci_u32 how, unsigned int *halves)
{
	if (how > 2)
		return VMCI_EINVAL;
	*halves = how == 0   ? VMCI_SHUTDOWN_RECEIVE
		  : how == 1 ? VMCI_SHUTDOWN_SEND
			     : VMCI_SHUTDOWN_BOTH;
	return VMCI_SUCCESS;
}

/* VMCI_EOPNOTSUPP: out of band, which no type has. The flags that mean nothing here pass. */
static inline int vmci_check_send_flags(vmci_u32 flags)
{
	if (flags & VMCI_MESSAGE_OUT_OF_BAND)
		return VMCI_EOPNOTSUPP;
	return VMCI_SUCCESS;
}

/* VMCI_EOPNOTSUPP: out of band, or a look at a datagram that is to stay. */
static inline int vmci_check_receive_flags(unsigned int type, vmci_u32 flags)
{
	if (flags & VMCI_MESSAGE_OUT_OF_BAND)
		return VMCI_EOPNOTSUPP;
	if (type == VMCI_SOCKET_DATAGRAM && (flags & VMCI_MESSAGE_PEEK))
		return VMCI_EOPNOTSUPP;
	return VMCI_SUCCESS;
}

/*
 * The bytes that wake readers of a stream, for SO_RCVLOWAT's number, which, if negative, is a large
 * one: at least 1, and not more than VMCI_LOW_MARK_MAX.
 */
static inline vmci_u32 vmci_low_mark(vmci_u32 asked)
{
	if (asked == 0)
		return 1;
	return asked < VMCI_LOW_MARK_MAX ? asked : VMCI_LOW_MARK_MAX;
}

/*
 * How many bytes a call that reads waits for that has room for `length`, at least 1, in a queue of
 * which `capacity` bytes can be ready at once: as many as SO_RCVLOWAT says, but not more than there
 * can be, so that it never waits for what cannot come, and says the same as poll(). With
 * VMCI_MESSAGE_WAIT_ALL it waits for all: it reads as the bytes come. Linux has an error for who
 * waits for more than the queue can hold. Who only looks waits for one.
 */
static inline vmci_u64 vmci_receive_target(vmci_u32 flags, vmci_u64 length, vmci_u64 low_mark,
					   vmci_u64 capacity)
{
	vmci_u64 target = low_mark < capacity ? low_mark : capacity;

	if (flags & VMCI_MESSAGE_PEEK)
		return 1;
	if ((flags & VMCI_MESSAGE_WAIT_ALL) || target > length)
		return length;
	return target;
}

/*
 * Whether a datagram of so many bytes may be sent to a socket. VMCI_EINVAL: the address has a
 * wildcard, or is the hypervisor's and not VMCI_PORT_REGISTER; VMCI_EMSGSIZE: it is longer than
 * VMCI_DATAGRAM_PAYLOAD_MAX.
 */
static inline int vmci_check_datagram_to(struct vmci_address remote, vmci_u64 length)
{
	if (!vmci_address_is_full(remote))
		return VMCI_EINVAL;
	if (remote.cid == VMCI_CID_HYPERVISOR && remote.port != VMCI_PORT_REGISTER)
		return VMCI_EINVAL;
	if (length > VMCI_DATAGRAM_PAYLOAD_MAX)
		return VMCI_EMSGSIZE;
	return VMCI_SUCCESS;
}

/*
 * connect() of a datagram socket: sets the address that its datagrams go to if a call names none.
 * One of VMCI_AF_UNSPEC, whatever else it holds, disconnects the socket: `remote` is then of
 * wildcards, to which vmci_check_datagram_to() lets nothing be sent. On an error `remote` stays.
 *
 * VMCI_EINVAL: it is too short, or vmci_sockaddr_check() or vmci_check_datagram_to() says so.
 */
static inline int vmci_datagram_connect(const struct vmci_sockaddr *address, vmci_u32 length,
					struct vmci_address *remote)
{
	struct vmci_address named;
	int result;

	named = vmci_address_of(VMCI_CID_ANY, VMCI_PORT_ANY);
	if (length >= VMCI_SOCKADDR_SIZE && address->family == VMCI_AF_UNSPEC) {
		*remote = named;
		return VMCI_SUCCESS;
	}
	result = vmci_sockaddr_check(address, length);
	if (result < VMCI_SUCCESS)
		return result;
	named = vmci_address_of(address->cid, address->port);
	result = vmci_check_datagram_to(named, 0);
	if (result < VMCI_SUCCESS)
		return result;
	*remote = named;
	return VMCI_SUCCESS;
}

/*
 * Whether a socket and a machine may talk: a restricted one only with trusted sockets, and with
 * those of the user to whom the machine belongs. VMCI_EPERM.
 */
static inline int vmci_check_peer(int peer_is_restricted, int is_trusted, int has_same_user)
{
	if (peer_is_restricted && !is_trusted && !has_same_user)
		return VMCI_EPERM;
	return VMCI_SUCCESS;
}

#endif
