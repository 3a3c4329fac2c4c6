// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* KUnit: sockets: their addresses, options, transports and packets, their ports, a connection. */
#include <kunit/test.h>
#include <linux/string.h>

#include "../../vsock/address.h"
#include "../../vsock/connection.h"
#include "../../vsock/options.h"
#include "../../vsock/packet.h"
#include "../../vsock/poll.h"
#include "../../vsock/port_table.h"
#include "../../vsock/socket.h"
#include "../../vsock/transport.h"
#include "memory.h"

static void addresses(struct kunit *test)
{
	struct vmci_sockaddr address = { .family = VMCI_AF_VSOCK, .port = 1, .cid = 2 };
	struct vmci_address any = { VMCI_CID_ANY, 7 };
	struct vmci_address one = { 16, 7 };
	struct vmci_address other = { 17, 7 };

	KUNIT_EXPECT_EQ(test, vmci_sockaddr_check(&address, 16), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, vmci_sockaddr_check(&address, 15), VMCI_EINVAL);
	address.zero[2] = 1;
	KUNIT_EXPECT_EQ(test, vmci_sockaddr_check(&address, 16), VMCI_EINVAL);
	address.zero[2] = 0;
	address.flags = 2;
	KUNIT_EXPECT_EQ(test, vmci_sockaddr_check(&address, 16), VMCI_EINVAL);
	KUNIT_EXPECT_TRUE(test, vmci_address_match(any, one));
	KUNIT_EXPECT_TRUE(test, vmci_address_match(one, any));
	KUNIT_EXPECT_FALSE(test, vmci_address_match(one, other));
	KUNIT_EXPECT_FALSE(test, vmci_address_is_full(any));
}

static void calls(struct kunit *test)
{
	struct vmci_address hypervisor = { VMCI_CID_HYPERVISOR, 15 };
	unsigned int halves = 0;
	vmci_u32 backlog = 7;

	KUNIT_EXPECT_EQ(test, vmci_socket_check_type(VMCI_SOCKET_STREAM, 0), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, vmci_socket_check_type(3, 0), VMCI_ESOCKTNOSUPPORT);
	KUNIT_EXPECT_EQ(test, vmci_socket_check_type(1, 6), VMCI_EPROTONOSUPPORT);
	KUNIT_EXPECT_EQ(test, vmci_socket_listen(2, 0, 1, 5, &backlog), VMCI_EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, vmci_socket_listen(1, 0, 0, 5, &backlog), VMCI_EINVAL);
	KUNIT_EXPECT_EQ(test, backlog, 7u);
	KUNIT_EXPECT_EQ(test, vmci_socket_listen(1, 0, 1, 0, &backlog), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, backlog, 1u);
	KUNIT_EXPECT_TRUE(test, vmci_backlog_is_full(1, 1));
	KUNIT_EXPECT_EQ(test, vmci_shutdown_halves(2, &halves), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, halves, VMCI_SHUTDOWN_BOTH);
	KUNIT_EXPECT_EQ(test, vmci_shutdown_halves(3, &halves), VMCI_EINVAL);
	KUNIT_EXPECT_EQ(test, vmci_check_datagram_to(hypervisor, 0), VMCI_EINVAL);
	KUNIT_EXPECT_EQ(test, vmci_check_peer(1, 0, 0), VMCI_EPERM);
}

static void options(struct kunit *test)
{
	struct vmci_options options;
	struct vmci_option option = { .value = 1 << 20 };

	vmci_options_init(&options, 1);
	KUNIT_EXPECT_EQ(test, vmci_option_set(&options, 40, VMCI_OPTION_BUFFER_SIZE, 8, &option),
			VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, options.buffer_size, 262144ull);
	KUNIT_EXPECT_EQ(test,
			vmci_option_set(&options, 40, VMCI_OPTION_BUFFER_MIN_SIZE, 8, &option),
			VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, options.buffer_size, 262144ull);
	KUNIT_EXPECT_EQ(test,
			vmci_option_set(&options, 40, VMCI_OPTION_CONNECT_TIMEOUT, 15, &option),
			VMCI_EINVAL);
	option.microseconds = 1000000;
	KUNIT_EXPECT_EQ(test,
			vmci_option_set(&options, 40, VMCI_OPTION_CONNECT_TIMEOUT, 16, &option),
			VMCI_ERANGE);
	KUNIT_EXPECT_EQ(test, vmci_option_set(&options, 40, VMCI_OPTION_TRUSTED, 4, &option),
			VMCI_ENOPROTOOPT);
	KUNIT_EXPECT_EQ(test, vmci_option_get(&options, 40, VMCI_OPTION_TRUSTED, 4, &option),
			VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, option.value, 1ull);
}

static void transports(struct kunit *test)
{
	struct vmci_transports nested = { .guest_cid = 16, .present = 7 };
	struct vmci_transports guest = { .guest_cid = 16, .present = 2 };
	enum vmci_transport chosen = VMCI_TRANSPORT_NONE;

	KUNIT_EXPECT_EQ(test, vmci_transport_to(&nested, 16, 0), VMCI_TRANSPORT_LOCAL);
	KUNIT_EXPECT_EQ(test, vmci_transport_to(&nested, 2, 0), VMCI_TRANSPORT_GUEST_TO_HOST);
	KUNIT_EXPECT_EQ(test, vmci_transport_to(&nested, 20, 0), VMCI_TRANSPORT_HOST_TO_GUEST);
	KUNIT_EXPECT_EQ(test, vmci_transport_to(&nested, 20, VMCI_ADDRESS_TO_HOST),
			VMCI_TRANSPORT_GUEST_TO_HOST);
	KUNIT_EXPECT_EQ(test, vmci_transport_to(&guest, 20, 0), VMCI_TRANSPORT_GUEST_TO_HOST);
	KUNIT_EXPECT_EQ(test, vmci_choose_transport(&guest, 2, 2, 0, &chosen), VMCI_ENODEV);
	KUNIT_EXPECT_EQ(test, vmci_choose_transport(&guest, 5, 2, 0, &chosen),
			VMCI_ESOCKTNOSUPPORT);
	KUNIT_EXPECT_EQ(test, chosen, VMCI_TRANSPORT_NONE);
	KUNIT_EXPECT_EQ(test, vmci_local_cid(&guest), 16u);
}

static void polls(struct kunit *test)
{
	struct vmci_poll_facts facts = {
		.ready = 5,
		.free = 1,
		.capacity = 100,
		.low_mark = 6,
		.type = VMCI_SOCKET_STREAM,
		.state = VMCI_SOCKET_CONNECTED,
	};

	KUNIT_EXPECT_EQ(test, vmci_poll(&facts), VMCI_POLL_OUT);
	facts.ready = 6;
	KUNIT_EXPECT_EQ(test, vmci_poll(&facts), VMCI_POLL_OUT | VMCI_POLL_IN);
	facts.peer_shut = VMCI_SHUTDOWN_SEND;
	facts.shut = VMCI_SHUTDOWN_SEND;
	KUNIT_EXPECT_EQ(test, vmci_poll(&facts), VMCI_POLL_IN | VMCI_POLL_RDHUP | VMCI_POLL_HUP);
}

/* What is made is read again, and every byte of what is sent is written. */
static void packets(struct kunit *test)
{
	vmci_u32 type;

	for (type = 0; type < VMCI_PACKET_TYPES; type++) {
		struct vmci_packet packet = { .type = type, .src_port = 3, .dst_port = 4 };
		struct vmci_packet_msg *msg = bytes_of(test, sizeof(*msg));
		struct vmci_packet read;

		packet.dst_context = VMCI_CID_HOST;
		if (vmci_packet_has_size(type))
			packet.size = 1ull << 33;
		if (vmci_packet_has_handle(type)) {
			packet.handle.context = 16;
			packet.handle.resource = ~0u - 1;
		}
		memset(msg, 0xff, sizeof(*msg));
		vmci_packet_make(&packet, msg);
		KUNIT_EXPECT_EQ(test, msg->reserved, 0u);
		KUNIT_EXPECT_EQ(test, msg->payload[1], 0ull);
		msg->header.src.context = 16;
		KUNIT_EXPECT_EQ(test, vmci_packet_check(&msg->header), VMCI_SUCCESS);
		vmci_packet_read(msg, &read);
		KUNIT_EXPECT_EQ(test, read.type, type);
		KUNIT_EXPECT_EQ(test, read.size, packet.size);
		KUNIT_EXPECT_EQ(test, read.handle.context, packet.handle.context);
		KUNIT_EXPECT_EQ(test, read.handle.resource, packet.handle.resource);
	}
}

/* Ports are given in turn; of two sockets of a kind one gets the address. */
static void ports(struct kunit *test)
{
	struct vmci_ports *ports = bytes_of(test, sizeof(*ports));
	struct vmci_address reserved = { VMCI_CID_ANY, 80 };
	struct vmci_address address = { VMCI_CID_ANY, 5000 };
	unsigned int slot[2];
	unsigned int i;

	vmci_ports_init(ports, 77);
	for (i = 0; i < 2; i++)
		KUNIT_ASSERT_EQ(test, vmci_ports_open(ports, VMCI_SOCKET_STREAM, &slot[i]),
				VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, vmci_ports_bind(ports, slot[0], reserved, 0), VMCI_EACCES);
	KUNIT_EXPECT_EQ(test, vmci_ports_bind(ports, slot[0], address, 0), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, vmci_ports_bind(ports, slot[1], address, 0), VMCI_EADDRINUSE);
	KUNIT_EXPECT_EQ(test, vmci_ports_autobind(ports, slot[1]), VMCI_SUCCESS);
	KUNIT_EXPECT_GE(test, ports->sockets[slot[1]].bound.port, VMCI_PORT_UNRESERVED);
	KUNIT_EXPECT_EQ(test, vmci_ports_find_bound(ports, VMCI_SOCKET_STREAM, address), slot[0]);
	vmci_ports_close(ports, slot[0]);
	KUNIT_EXPECT_EQ(test, vmci_ports_find_bound(ports, VMCI_SOCKET_STREAM, address),
			VMCI_SOCKETS_MAX);
}

/* A client's handshake: what it sends and asks for, up to the connection. */
static void handshake(struct kunit *test)
{
	struct vmci_connection_outcome *outcome = bytes_of(test, sizeof(*outcome));
	struct vmci_connection_event *event = bytes_of(test, sizeof(*event));
	struct vmci_connection *connection = bytes_of(test, sizeof(*connection));
	struct vmci_handle pair = { 16, 2000 };

	vmci_connection_init(connection, 16, 1024, 4096, 128, 8192, VMCI_PROTOCOL_ON_NOTIFY);
	event->kind = VMCI_ON_CONNECT;
	event->handle = pair;
	event->context = VMCI_CID_HOST;
	event->port = 99;
	KUNIT_EXPECT_EQ(test, vmci_connection_step(connection, event, outcome), VMCI_EINPROGRESS);
	KUNIT_EXPECT_EQ(test, outcome->packet.type, VMCI_PACKET_REQUEST2);
	KUNIT_EXPECT_EQ(test, outcome->packet.size, 4096ull);

	*connection = outcome->connection;
	event->kind = VMCI_ON_PACKET;
	event->packet.type = VMCI_PACKET_NEGOTIATE2;
	event->packet.src_context = VMCI_CID_HOST;
	event->packet.src_port = 99;
	event->packet.dst_context = 16;
	event->packet.dst_port = 1024;
	event->packet.size = 8192;
	event->packet.protocols = VMCI_PROTOCOL_ON_NOTIFY;
	vmci_connection_step(connection, event, outcome);
	KUNIT_EXPECT_TRUE(test, outcome->actions & VMCI_CONNECTION_ALLOCATE);
	KUNIT_EXPECT_EQ(test, outcome->size, 8192ull);

	*connection = outcome->connection;
	event->kind = VMCI_ON_PAIR;
	vmci_connection_step(connection, event, outcome);
	KUNIT_EXPECT_EQ(test, outcome->packet.type, VMCI_PACKET_OFFER);

	*connection = outcome->connection;
	event->kind = VMCI_ON_PACKET;
	event->packet.type = VMCI_PACKET_ATTACH;
	event->packet.size = 0;
	event->packet.protocols = 0;
	event->packet.handle = pair;
	vmci_connection_step(connection, event, outcome);
	KUNIT_EXPECT_EQ(test, outcome->connection.state, VMCI_CONNECTION_ESTABLISHED);
	KUNIT_EXPECT_TRUE(test, outcome->actions & VMCI_CONNECTION_WAKE_CONNECT);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(addresses),
	KUNIT_CASE(calls),
	KUNIT_CASE(options),
	KUNIT_CASE(transports),
	KUNIT_CASE(polls),
	KUNIT_CASE(packets),
	KUNIT_CASE(ports),
	KUNIT_CASE(handshake),
	{},
};

static struct kunit_suite suite = {
	.name = "vmci_sockets",
	.test_cases = cases,
};
kunit_test_suite(suite);
