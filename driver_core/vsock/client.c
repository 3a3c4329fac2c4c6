// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A connection in SYN_SENT: the client's handshake.
 *
 * Whatever ends it gives back all that it has: a timeout or a signal too, though the peer is told
 * nothing then. It finds out by the end of the pair, or, before there is one, by its own timer.
 */
#include "connection.h"
#include "role.h"

/* Sends a request of the version that the peer is thought to know. */
static void send_request(struct vmci_connection_outcome *outcome)
{
	const struct vmci_connection *connection = &outcome->connection;

	if (connection->flags & VMCI_CONNECTION_REQUESTED) {
		vmci_connection_send(outcome, VMCI_PACKET_REQUEST2);
		outcome->packet.protocols = connection->protocols;
	} else {
		vmci_connection_send(outcome, VMCI_PACKET_REQUEST);
	}
	outcome->packet.size = connection->buffer_size;
}

/* An attempt begins with the error of an earlier one cleared: it would fail this one (2026). */
int vmci_client_begin(const struct vmci_connection_event *event,
		      struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *connection = &outcome->connection;

	if (event->context == VMCI_ID_INVALID || event->port == VMCI_ID_INVALID ||
	    connection->local_port == VMCI_ID_INVALID)
		return VMCI_EINVAL;
	connection->state = VMCI_CONNECTION_SYN_SENT;
	connection->error = 0;
	connection->handle = event->handle;
	connection->remote_context = event->context;
	connection->remote_port = event->port;
	connection->flags = VMCI_CONNECTION_TIMED;
	if (connection->protocols)
		connection->flags |= VMCI_CONNECTION_REQUESTED;
	outcome->actions = VMCI_CONNECTION_START_TIMER;
	send_request(outcome);
	return VMCI_EINPROGRESS;
}

/* The peer has done what the protocol does not allow, or asks for what the owner does not. */
static void client_refuse(const struct vmci_connection_event *event,
			  struct vmci_connection_outcome *outcome, int error)
{
	vmci_connection_answer_reset(&event->packet, outcome);
	vmci_connection_fail(outcome, error);
}

/* The protocol of notification that an answer to a request means: VMCI_NOTIFY_NONE if none. */
static unsigned char notify_of_answer(const struct vmci_connection *connection,
				      const struct vmci_packet *packet)
{
	if (packet->type == VMCI_PACKET_NEGOTIATE)
		return VMCI_NOTIFY_WAITING;
	if (packet->protocols == VMCI_PROTOCOL_ON_NOTIFY &&
	    (connection->protocols & VMCI_PROTOCOL_ON_NOTIFY))
		return VMCI_NOTIFY_ON_STATE;
	return VMCI_NOTIFY_NONE;
}

/* The peer's answer to the request, of either version: a pair is made of the size that it names. */
static void client_negotiated(const struct vmci_connection_event *event,
			      struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *connection = &outcome->connection;
	const struct vmci_packet *packet = &event->packet;

	connection->notify = notify_of_answer(connection, packet);
	if (connection->pair != VMCI_CONNECTION_NO_PAIR || packet->size == 0) {
		client_refuse(event, outcome, VMCI_EPROTO);
		return;
	}
	if (packet->size < connection->buffer_min || packet->size > connection->buffer_max ||
	    connection->notify == VMCI_NOTIFY_NONE) {
		client_refuse(event, outcome, VMCI_EINVAL);
		return;
	}
	connection->local_context = packet->dst_context;
	connection->size = packet->size;
	connection->pair = VMCI_CONNECTION_PAIR_ASKED;
	connection->flags &=
		(unsigned char)~(VMCI_CONNECTION_REQUESTED | VMCI_CONNECTION_RESET_DUE);
	connection->flags |= VMCI_CONNECTION_SUBSCRIBED;
	outcome->handle = connection->handle;
	outcome->size = connection->size;
	outcome->actions |= VMCI_CONNECTION_SUBSCRIBE | VMCI_CONNECTION_ALLOCATE;
}

/* The peer has attached, and named the pair of this attempt: one of an earlier one does not do. */
static void client_attached(const struct vmci_connection_event *event,
			    struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *connection = &outcome->connection;

	if (connection->pair != VMCI_CONNECTION_PAIR_HELD ||
	    event->packet.handle.context != connection->handle.context ||
	    event->packet.handle.resource != connection->handle.resource) {
		client_refuse(event, outcome, VMCI_EPROTO);
		return;
	}
	connection->state = VMCI_CONNECTION_ESTABLISHED;
	connection->flags &= (unsigned char)~VMCI_CONNECTION_TIMED;
	connection->flags |= VMCI_CONNECTION_ONCE;
	outcome->actions |= VMCI_CONNECTION_STOP_TIMER | VMCI_CONNECTION_WAKE_CONNECT;
}

/* The peer does not know REQUEST2: it is asked once more, as older ones ask. */
static void client_fall_back(struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *connection = &outcome->connection;

	if (!(connection->flags & VMCI_CONNECTION_REQUESTED))
		return;
	connection->flags &= (unsigned char)~VMCI_CONNECTION_REQUESTED;
	connection->flags |= VMCI_CONNECTION_RESET_DUE;
	send_request(outcome);
}

static void client_reset(struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *connection = &outcome->connection;

	if (connection->flags & VMCI_CONNECTION_RESET_DUE)
		connection->flags &= (unsigned char)~VMCI_CONNECTION_RESET_DUE;
	else
		vmci_connection_fail(outcome, VMCI_ECONNRESET);
}

static void client_receive(const struct vmci_connection_event *event,
			   struct vmci_connection_outcome *outcome)
{
	const struct vmci_packet *packet = &event->packet;

	if (!vmci_connection_is_from_peer(&outcome->connection, packet))
		vmci_connection_answer_reset(packet, outcome);
	else if (packet->type == VMCI_PACKET_NEGOTIATE || packet->type == VMCI_PACKET_NEGOTIATE2)
		client_negotiated(event, outcome);
	else if (packet->type == VMCI_PACKET_ATTACH)
		client_attached(event, outcome);
	else if (packet->type == VMCI_PACKET_INVALID)
		client_fall_back(outcome);
	else if (packet->type == VMCI_PACKET_RST)
		client_reset(outcome);
	else
		client_refuse(event, outcome, VMCI_EPROTO);
}

/*
 * The peer has attached and left again, before its ATTACH came if that comes at all. What it has
 * left in a guest's own memory can still be read once the connection is established.
 */
static void client_left(const struct vmci_connection_event *event,
			struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *connection = &outcome->connection;

	if (connection->pair == VMCI_CONNECTION_NO_PAIR)
		return;
	if (connection->pair == VMCI_CONNECTION_PAIR_ASKED ||
	    vmci_connection_is_guests(connection) || event->ready == 0) {
		vmci_connection_fail(outcome, VMCI_ECONNRESET);
		return;
	}
	connection->flags |= VMCI_CONNECTION_PEER_GONE;
	connection->peer_shutdown = VMCI_SHUTDOWN_BOTH;
	outcome->actions |= VMCI_CONNECTION_WAKE_CONNECT;
}

/* What is for this attempt by its name. */
static int client_attempt_step(const struct vmci_connection_event *event,
			       struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *connection = &outcome->connection;

	switch (event->kind) {
	case VMCI_ON_PAIR:
		connection->pair = VMCI_CONNECTION_PAIR_HELD;
		vmci_connection_send(outcome, VMCI_PACKET_OFFER);
		outcome->packet.handle = connection->handle;
		return VMCI_SUCCESS;
	case VMCI_ON_NO_PAIR:
		vmci_connection_send(outcome, VMCI_PACKET_RST);
		vmci_connection_fail(outcome, event->error);
		return VMCI_SUCCESS;
	case VMCI_ON_SEND_FAILED:
		vmci_connection_fail(outcome, event->error);
		return VMCI_SUCCESS;
	case VMCI_ON_PEER_DETACHED:
		client_left(event, outcome);
		return VMCI_SUCCESS;
	case VMCI_ON_TIMER:
		connection->flags &= (unsigned char)~VMCI_CONNECTION_TIMED;
		vmci_connection_fail(outcome, VMCI_ETIMEDOUT);
		return VMCI_SUCCESS;
	default:
		vmci_connection_fail(outcome, VMCI_SUCCESS);
		return VMCI_EINTR;
	}
}

int vmci_client_step(const struct vmci_connection_event *event,
		     struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *connection = &outcome->connection;

	switch (event->kind) {
	case VMCI_ON_PACKET:
		client_receive(event, outcome);
		return VMCI_SUCCESS;
	case VMCI_ON_CONNECT:
		return VMCI_EALREADY;
	case VMCI_ON_LISTEN:
	case VMCI_ON_ACCEPT:
	case VMCI_ON_CHILD_READY:
		return VMCI_EINVAL;
	case VMCI_ON_OPEN:
		return VMCI_EPROTO;
	case VMCI_ON_SHUTDOWN:
		return VMCI_ENOTCONN;
	case VMCI_ON_PAIR:
	case VMCI_ON_NO_PAIR:
	case VMCI_ON_SEND_FAILED:
	case VMCI_ON_PEER_DETACHED:
	case VMCI_ON_TIMER:
	case VMCI_ON_SIGNAL:
		if (!vmci_connection_is_meant(connection, event))
			return VMCI_SUCCESS;
		return client_attempt_step(event, outcome);
	case VMCI_ON_CONTEXT_CHANGED:
		vmci_connection_rebind(connection, event->context);
		vmci_connection_fail(outcome, VMCI_ECONNRESET);
		return VMCI_SUCCESS;
	case VMCI_ON_RESUMED:
	case VMCI_ON_TRANSPORT_GONE:
		vmci_connection_fail(outcome, VMCI_ECONNRESET);
		return VMCI_SUCCESS;
	default:
		return VMCI_SUCCESS;
	}
}
