// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A connection in ESTABLISHED and CLOSING. What began with the handshake cannot end it any more: no
 * timer, no signal and no late packet; only close(), the peer's reset, and the end of the pair.
 */
#include "connection.h"
#include "role.h"

static void wake_both(struct vmci_connection_outcome *outcome)
{
	outcome->actions |= VMCI_CONNECTION_WAKE_READER | VMCI_CONNECTION_WAKE_WRITER;
}

/* The peer is gone. As long as there is something to read, the connection stays as it is. */
static void peer_gone(struct vmci_connection_outcome *outcome, int is_all_read,
		      unsigned char state_then)
{
	struct vmci_connection *connection = &outcome->connection;

	connection->flags |= VMCI_CONNECTION_PEER_GONE;
	connection->peer_shutdown = VMCI_SHUTDOWN_BOTH;
	if (is_all_read)
		connection->state = state_then;
	wake_both(outcome);
}

/* The pair's other end is gone: when a virtual machine leaves, the host cannot read on. */
static void pair_gone(const struct vmci_connection_event *event,
		      struct vmci_connection_outcome *outcome)
{
	int is_lost = vmci_connection_is_guests(&outcome->connection);

	peer_gone(outcome, is_lost || event->ready == 0, VMCI_CONNECTION_CLOSE);
}

/*
 * The peer does not send, or not receive, any more. One half leaves the other alone (2016). Bits
 * that say neither say nothing.
 */
static void peer_shut_down(const struct vmci_packet *packet,
			   struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *connection = &outcome->connection;
	unsigned char halves = 0;

	if (packet->mode & VMCI_SHUTDOWN_RECEIVE)
		halves |= VMCI_SHUTDOWN_RECEIVE;
	if (packet->mode & VMCI_SHUTDOWN_SEND)
		halves |= VMCI_SHUTDOWN_SEND;
	if (halves == 0)
		return;
	connection->peer_shutdown |= halves;
	wake_both(outcome);
}

static void connected_receive(const struct vmci_connection_event *event,
			      struct vmci_connection_outcome *outcome)
{
	const struct vmci_packet *packet = &event->packet;

	if (!vmci_connection_is_from_peer(&outcome->connection, packet) ||
	    outcome->connection.state == VMCI_CONNECTION_CLOSING)
		vmci_connection_answer_reset(packet, outcome);
	else if (packet->type == VMCI_PACKET_SHUTDOWN)
		peer_shut_down(packet, outcome);
	else if (packet->type == VMCI_PACKET_RST)
		peer_gone(outcome, event->ready == 0, VMCI_CONNECTION_CLOSING);
	else if (packet->type == VMCI_PACKET_WROTE || packet->type == VMCI_PACKET_READ ||
		 vmci_packet_has_place(packet->type))
		outcome->actions |= VMCI_CONNECTION_NOTIFY;
}

/* A peer that is gone is told nothing: it would answer that there is no such connection. */
static int connected_shut_down(const struct vmci_connection_event *event,
			       struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *connection = &outcome->connection;
	unsigned char halves = 0;

	if (event->mode & VMCI_SHUTDOWN_RECEIVE)
		halves |= VMCI_SHUTDOWN_RECEIVE;
	if (event->mode & VMCI_SHUTDOWN_SEND)
		halves |= VMCI_SHUTDOWN_SEND;
	if (halves == 0)
		return VMCI_EINVAL;
	connection->shutdown |= halves;
	if (!(connection->flags & VMCI_CONNECTION_PEER_GONE)) {
		vmci_connection_send(outcome, VMCI_PACKET_SHUTDOWN);
		outcome->packet.mode = halves;
	}
	wake_both(outcome);
	return VMCI_SUCCESS;
}

/* The pair cannot stay without what carries it, nor can anything be read. */
static void connected_lost(struct vmci_connection_outcome *outcome)
{
	vmci_connection_free(outcome);
	peer_gone(outcome, 1, VMCI_CONNECTION_CLOSE);
}

/* The peer was not told that this side has attached: it does not come to know of the connection. */
static void attach_not_sent(const struct vmci_connection_event *event,
			    struct vmci_connection_outcome *outcome)
{
	if (!vmci_connection_is_meant(&outcome->connection, event))
		return;
	vmci_connection_send(outcome, VMCI_PACKET_RST);
	outcome->connection.error = event->error;
	connected_lost(outcome);
}

static int connected_event(const struct vmci_connection_event *event,
			   struct vmci_connection_outcome *outcome)
{
	switch (event->kind) {
	case VMCI_ON_PACKET:
		connected_receive(event, outcome);
		return VMCI_SUCCESS;
	case VMCI_ON_SEND_FAILED:
		attach_not_sent(event, outcome);
		return VMCI_SUCCESS;
	case VMCI_ON_PEER_DETACHED:
		if (vmci_connection_is_meant(&outcome->connection, event))
			pair_gone(event, outcome);
		return VMCI_SUCCESS;
	case VMCI_ON_RESUMED:
		pair_gone(event, outcome);
		return VMCI_SUCCESS;
	case VMCI_ON_CONTEXT_CHANGED:
		pair_gone(event, outcome);
		vmci_connection_rebind(&outcome->connection, event->context);
		return VMCI_SUCCESS;
	case VMCI_ON_TRANSPORT_GONE:
		connected_lost(outcome);
		return VMCI_SUCCESS;
	default:
		return VMCI_SUCCESS;
	}
}

int vmci_connected_step(const struct vmci_connection_event *event,
			struct vmci_connection_outcome *outcome)
{
	switch (event->kind) {
	case VMCI_ON_CONNECT:
		return outcome->connection.shutdown ? VMCI_EINVAL : VMCI_EISCONN;
	case VMCI_ON_LISTEN:
	case VMCI_ON_ACCEPT:
	case VMCI_ON_CHILD_READY:
		return VMCI_EINVAL;
	case VMCI_ON_OPEN:
		return VMCI_EPROTO;
	case VMCI_ON_SHUTDOWN:
		return connected_shut_down(event, outcome);
	default:
		return connected_event(event, outcome);
	}
}
