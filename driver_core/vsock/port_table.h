/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The sockets of a machine, by the addresses to which they are bound and of their connections.
 *
 * A socket has a slot, a number below VMCI_SOCKETS_MAX, under which the caller keeps what else
 * belongs to it, from vmci_ports_open() to vmci_ports_close(). It is in none, one or both of two
 * sets:
 *
 *   bound	to an address, at most once and until it is closed, whatever becomes of its
 *		connections and its transport: Linux let go of the binding with the transport until
 *		2025 (CVE-2025-21756). Only a binding of which nobody has been told can be undone
 *   connected	with the full address of either end. A listener's child is connected and not
 *		bound: its port is the listener's
 *
 * Sockets for connections and those for datagrams have ports of their own. No two bound ones of a
 * kind match each other's address, and no two connected ones have the same two.
 *
 * Whether a socket is in a set is asked and acted on in the same call: Linux once asked before it
 * took the lock, and removed a socket twice (2019, "correct removal of socket from the list").
 *
 * A table is a plain value: it can be copied and compared, and two that have the same sockets in
 * the same slots, and give out the same port next, are the same bytes. The caller holds the lock
 * that guards it. A slot that it passes is that of an open socket.
 */
#ifndef VMCI_CORE_PORT_TABLE_H
#define VMCI_CORE_PORT_TABLE_H

#include "../limits.h"
#include "address.h"
#include "socket.h"
#include "transport.h"

/* The sets: bits. */
#define VMCI_IN_BOUND	  1u
#define VMCI_IN_CONNECTED 2u
#define VMCI_SOCKET_SETS  2u /* so many */

/* A slot. One that is free is all zero bytes. */
struct vmci_socket {
	struct vmci_address bound;  /* in the set of bound ones; else 0, as the others */
	struct vmci_address local;  /* of its connection: this end */
	struct vmci_address remote; /* and the other one */
	vmci_table_index next[VMCI_SOCKET_SETS]; /* in the chain: its slot + 1; 0: the last */
	vmci_table_index sets;			 /* that it is in: VMCI_IN_ */
	vmci_table_index type;			 /* VMCI_SOCKET_ type; 0: the slot is free */
	vmci_table_index transport;		 /* enum vmci_transport: as the caller says */
};

struct vmci_ports {
	struct vmci_transports transports; /* the caller's, but for guest_cid */
	vmci_u32 next_port;		   /* where the search for a port begins */
	struct vmci_socket sockets[VMCI_SOCKETS_MAX];
	/* By port and by both addresses, each a chain in the order of slots: its first slot + 1. */
	vmci_table_index buckets[VMCI_SOCKET_SETS][VMCI_SOCKET_BUCKETS];
	vmci_table_index first_free; /* the lowest free slot; VMCI_SOCKETS_MAX: none */
};

/*
 * Begins with no sockets and no transports. `start` is any number, best a random one: it says which
 * port is the first to be given. Linux began with the same one each time until 2018.
 */
void vmci_ports_init(struct vmci_ports *ports, vmci_u32 start);

/*
 * Opens a socket, in the lowest free slot. VMCI_ESOCKTNOSUPPORT: there is no such type;
 * VMCI_ENOMEM: no slot is free. On an error nothing changes.
 */
int vmci_ports_open(struct vmci_ports *ports, unsigned int type, unsigned int *slot);

/* Closes a socket: it is in no set, and its slot is free. */
void vmci_ports_close(struct vmci_ports *ports, unsigned int slot);

/*
 * Binds a socket. Its context may be VMCI_CID_ANY. If the port is VMCI_PORT_ANY it gets one: ports
 * from VMCI_PORT_UNRESERVED to VMCI_PORT_GIVEN_LAST are given in turn, through their whole range,
 * so that one which becomes free is not soon another's. None is the one that stands for any: Linux
 * gave that too until 2025 (CVE-2025-38618).
 *
 * Errors, in this order; nothing changes then. VMCI_EINVAL: it is bound already.
 * VMCI_EADDRNOTAVAIL: the context is not this machine's. VMCI_EACCES: the port is reserved and the
 * caller not privileged. VMCI_EADDRINUSE: a bound socket of the kind matches the address.
 * VMCI_EADDRNOTAVAIL: any port was asked for, and each is taken.
 */
int vmci_ports_bind(struct vmci_ports *ports, unsigned int slot, struct vmci_address address,
		    int is_privileged);

/* Undoes a binding of which nobody has been told, because something else that it needs failed. */
void vmci_ports_unbind(struct vmci_ports *ports, unsigned int slot);

/*
 * Binds a socket that is to connect or to send, unless it is bound, to any context and any port.
 * VMCI_EADDRNOTAVAIL: each port is taken.
 */
int vmci_ports_autobind(struct vmci_ports *ports, unsigned int slot);

/*
 * Makes a socket one of the connected ones. VMCI_EISCONN: it is that already. VMCI_EINVAL: it is
 * for datagrams, or an address has a wildcard. VMCI_EADDRINUSE: another connection has the same two
 * addresses. On an error nothing changes.
 */
int vmci_ports_connect(struct vmci_ports *ports, unsigned int slot, struct vmci_address local,
		       struct vmci_address remote);

/* Takes a socket out of the connected ones, if it is there. It stays bound if it was. */
void vmci_ports_disconnect(struct vmci_ports *ports, unsigned int slot);

/*
 * The slot of the bound socket, for datagrams or for connections as `type` is, that matches an
 * address; of several, if it is of any context, the lowest. VMCI_SOCKETS_MAX: there is none.
 */
unsigned int vmci_ports_find_bound(const struct vmci_ports *ports, unsigned int type,
				   struct vmci_address address);

/*
 * The slot of the connected socket with exactly these addresses, VMCI_SOCKETS_MAX if there is none.
 * A port alone is not enough: a machine has it under several contexts.
 */
unsigned int vmci_ports_find_connected(const struct vmci_ports *ports, struct vmci_address local,
				       struct vmci_address remote);

/*
 * The first connected socket from a slot on whose transport is the given one, for who has to do
 * something to all of these, and to no others: Linux did it to all until 2022 ("each transport
 * cycles only own sockets"). VMCI_SOCKETS_MAX: there is none.
 */
unsigned int vmci_ports_next_connected(const struct vmci_ports *ports, unsigned int slot,
				       enum vmci_transport transport);

/*
 * This machine, as a guest, has a context id: it got its device, or migrated and has another one.
 * Sockets that are bound to the one before are bound to this one; connections, which ended with it,
 * keep the old address until the caller takes them out. VMCI_EINVAL: it is no virtual machine's,
 * and nothing changes.
 */
int vmci_ports_set_guest_cid(struct vmci_ports *ports, vmci_u32 cid);

#endif
