// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The table of sockets: slots, and for each set chains of them.
 *
 * The port alone chooses the chain of a bound socket, so that one of any context is found in the
 * same one. A link is a slot's number + 1, so that 0, which free slots and empty buckets hold,
 * leads nowhere.
 *
 * The contexts that bound sockets have, but for any, the host's and the local one, are all the
 * same: the machine's own as a guest. So a new one cannot make two of them match.
 */
#include "port_table.h"

enum { SET_BOUND, SET_CONNECTED };

static const struct vmci_address no_address = {0, 0};

static unsigned int bound_bucket(struct vmci_address address)
{
	return address.port % VMCI_SOCKET_BUCKETS;
}

static unsigned int connected_bucket(struct vmci_address local, struct vmci_address remote)
{
	return (local.port % VMCI_SOCKET_BUCKETS + remote.cid % VMCI_SOCKET_BUCKETS +
		remote.port % VMCI_SOCKET_BUCKETS) %
	       VMCI_SOCKET_BUCKETS;
}

static void add_to_set(struct vmci_ports *ports, unsigned int set, unsigned int bucket,
		       unsigned int slot)
{
	vmci_table_index *link = &ports->buckets[set][bucket];

	while (*link != 0 && *link < slot + 1)
		link = &ports->sockets[*link - 1].next[set];
	ports->sockets[slot].next[set] = *link;
	ports->sockets[slot].sets = ports->sockets[slot].sets | 1u << set;
	*link = slot + 1;
}

/* The socket is in the set, in this bucket's chain. */
static void remove_from_set(struct vmci_ports *ports, unsigned int set, unsigned int bucket,
			    unsigned int slot)
{
	vmci_table_index *link = &ports->buckets[set][bucket];

	while (*link != slot + 1)
		link = &ports->sockets[*link - 1].next[set];
	*link = ports->sockets[slot].next[set];
	ports->sockets[slot].next[set] = 0;
	ports->sockets[slot].sets = ports->sockets[slot].sets & ~(1u << set);
}

static void clear_socket(struct vmci_socket *socket)
{
	socket->bound = no_address;
	socket->local = no_address;
	socket->remote = no_address;
	socket->next[SET_BOUND] = 0;
	socket->next[SET_CONNECTED] = 0;
	socket->sets = 0;
	socket->type = 0;
	socket->transport = VMCI_TRANSPORT_NONE;
}

void vmci_ports_init(struct vmci_ports *ports, vmci_u32 start)
{
	unsigned int i;

	ports->transports.guest_cid = VMCI_CID_ANY;
	ports->transports.present = 0;
	ports->transports.seqpacket = 0;
	ports->next_port =
		VMCI_PORT_UNRESERVED + start % (VMCI_PORT_GIVEN_LAST - VMCI_PORT_UNRESERVED + 1);
	for (i = 0; i < VMCI_SOCKETS_MAX; i++)
		clear_socket(&ports->sockets[i]);
	for (i = 0; i < VMCI_SOCKET_BUCKETS; i++) {
		ports->buckets[SET_BOUND][i] = 0;
		ports->buckets[SET_CONNECTED][i] = 0;
	}
	ports->first_free = 0;
}

int vmci_ports_open(struct vmci_ports *ports, unsigned int type, unsigned int *slot)
{
	unsigned int at = ports->first_free;

	if (type != VMCI_SOCKET_STREAM && type != VMCI_SOCKET_DATAGRAM &&
	    type != VMCI_SOCKET_SEQPACKET)
		return VMCI_ESOCKTNOSUPPORT;
	if (at == VMCI_SOCKETS_MAX)
		return VMCI_ENOMEM;
	ports->sockets[at].type = type;
	do
		ports->first_free++;
	while (ports->first_free < VMCI_SOCKETS_MAX && ports->sockets[ports->first_free].type != 0);
	*slot = at;
	return VMCI_SUCCESS;
}

void vmci_ports_close(struct vmci_ports *ports, unsigned int slot)
{
	struct vmci_socket *socket = &ports->sockets[slot];

	vmci_ports_disconnect(ports, slot);
	vmci_ports_unbind(ports, slot);
	clear_socket(socket);
	if (slot < ports->first_free)
		ports->first_free = slot;
}

static vmci_u32 port_after(vmci_u32 port)
{
	if (port == VMCI_PORT_GIVEN_LAST)
		return VMCI_PORT_UNRESERVED;
	return port + 1;
}

/*
 * The next port that a socket could have under a context; VMCI_PORT_ANY: there is none. Each bound
 * socket has but one port, so that there are at most as many steps as sockets.
 */
static vmci_u32 find_port(const struct vmci_ports *ports, unsigned int type, vmci_u32 cid)
{
	struct vmci_address address = vmci_address_of(cid, ports->next_port);

	while (vmci_ports_find_bound(ports, type, address) != VMCI_SOCKETS_MAX) {
		address.port = port_after(address.port);
		if (address.port == ports->next_port)
			return VMCI_PORT_ANY;
	}
	return address.port;
}

int vmci_ports_bind(struct vmci_ports *ports, unsigned int slot, struct vmci_address address,
		    int is_privileged)
{
	struct vmci_socket *socket = &ports->sockets[slot];

	if (socket->sets & VMCI_IN_BOUND)
		return VMCI_EINVAL;
	if (!vmci_cid_can_be_bound(&ports->transports, address.cid))
		return VMCI_EADDRNOTAVAIL;
	if (address.port < VMCI_PORT_UNRESERVED && !is_privileged)
		return VMCI_EACCES;
	if (address.port == VMCI_PORT_ANY) {
		address.port = find_port(ports, socket->type, address.cid);
		if (address.port == VMCI_PORT_ANY)
			return VMCI_EADDRNOTAVAIL;
		ports->next_port = port_after(address.port);
	} else if (vmci_ports_find_bound(ports, socket->type, address) != VMCI_SOCKETS_MAX) {
		return VMCI_EADDRINUSE;
	}
	socket->bound = address;
	add_to_set(ports, SET_BOUND, bound_bucket(address), slot);
	return VMCI_SUCCESS;
}

void vmci_ports_unbind(struct vmci_ports *ports, unsigned int slot)
{
	struct vmci_socket *socket = &ports->sockets[slot];

	if (!(socket->sets & VMCI_IN_BOUND))
		return;
	remove_from_set(ports, SET_BOUND, bound_bucket(socket->bound), slot);
	socket->bound = no_address;
}

int vmci_ports_autobind(struct vmci_ports *ports, unsigned int slot)
{
	if (ports->sockets[slot].sets & VMCI_IN_BOUND)
		return VMCI_SUCCESS;
	return vmci_ports_bind(ports, slot, vmci_address_of(VMCI_CID_ANY, VMCI_PORT_ANY), 0);
}

int vmci_ports_connect(struct vmci_ports *ports, unsigned int slot, struct vmci_address local,
		       struct vmci_address remote)
{
	struct vmci_socket *socket = &ports->sockets[slot];

	if (socket->sets & VMCI_IN_CONNECTED)
		return VMCI_EISCONN;
	if (socket->type == VMCI_SOCKET_DATAGRAM || !vmci_address_is_full(local) ||
	    !vmci_address_is_full(remote))
		return VMCI_EINVAL;
	if (vmci_ports_find_connected(ports, local, remote) != VMCI_SOCKETS_MAX)
		return VMCI_EADDRINUSE;
	socket->local = local;
	socket->remote = remote;
	add_to_set(ports, SET_CONNECTED, connected_bucket(local, remote), slot);
	return VMCI_SUCCESS;
}

void vmci_ports_disconnect(struct vmci_ports *ports, unsigned int slot)
{
	struct vmci_socket *socket = &ports->sockets[slot];

	if (!(socket->sets & VMCI_IN_CONNECTED))
		return;
	remove_from_set(ports, SET_CONNECTED, connected_bucket(socket->local, socket->remote),
			slot);
	socket->local = no_address;
	socket->remote = no_address;
}

unsigned int vmci_ports_find_bound(const struct vmci_ports *ports, unsigned int type,
				   struct vmci_address address)
{
	unsigned int link = ports->buckets[SET_BOUND][bound_bucket(address)];

	while (link != 0) {
		const struct vmci_socket *socket = &ports->sockets[link - 1];

		if ((socket->type == VMCI_SOCKET_DATAGRAM) == (type == VMCI_SOCKET_DATAGRAM) &&
		    vmci_address_match(socket->bound, address))
			return link - 1;
		link = socket->next[SET_BOUND];
	}
	return VMCI_SOCKETS_MAX;
}

unsigned int vmci_ports_find_connected(const struct vmci_ports *ports, struct vmci_address local,
				       struct vmci_address remote)
{
	unsigned int link = ports->buckets[SET_CONNECTED][connected_bucket(local, remote)];

	while (link != 0) {
		const struct vmci_socket *socket = &ports->sockets[link - 1];

		if (vmci_address_equal(socket->local, local) &&
		    vmci_address_equal(socket->remote, remote))
			return link - 1;
		link = socket->next[SET_CONNECTED];
	}
	return VMCI_SOCKETS_MAX;
}

unsigned int vmci_ports_next_connected(const struct vmci_ports *ports, unsigned int slot,
				       enum vmci_transport transport)
{
	while (slot < VMCI_SOCKETS_MAX && (!(ports->sockets[slot].sets & VMCI_IN_CONNECTED) ||
					   ports->sockets[slot].transport != transport))
		slot++;
	return slot;
}

int vmci_ports_set_guest_cid(struct vmci_ports *ports, vmci_u32 cid)
{
	unsigned int i;

	if (!vmci_context_is_vm(cid))
		return VMCI_EINVAL;
	for (i = 0; i < VMCI_SOCKETS_MAX; i++) {
		struct vmci_socket *socket = &ports->sockets[i];

		if ((socket->sets & VMCI_IN_BOUND) && vmci_context_is_vm(socket->bound.cid))
			socket->bound.cid = cid;
	}
	ports->transports.guest_cid = cid;
	return VMCI_SUCCESS;
}
