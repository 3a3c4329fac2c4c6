// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A connection in SYN_RECEIVED: a listener's child, which waits for its client's offer.
 *
 * It has one attempt. Whatever ends it but success, a reset as well as everything unexpected, the
 * listener is told, so that it keeps nothing of a child that is no more (2026: a reset of one in
 * its handshake freed what its listener still had). After a second without an offer nothing is
 * sent.
 */
#include "connection.h"
#include "role.h"

/* The size of the queues: the client's wish if it is acceptable here, else what is wanted here. */
static vmci_u64 choose_size(const struct vmci_connection *connection, vmci_u64 wish)
{
	if (wish < connection->buffer_min || wish > connection->buffer_max)
		return connection->buffer_size;
	return wish;
}

int vmci_child_begin(const struct vmci_connection_event *event,
		     struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *child = &outcome->connection;
	const struct vmci_packet *packet = &event->packet;

	if (!vmci_listener_accepts(child, packet))
		return VMCI_EPROTO;
	child->state = VMCI_CONNECTION_SYN_RECEIVED;
	child->local_context = packet->dst_context;
	child->remote_context = packet->src_context;
	child->remote_port = packet->src_port;
	child->size = choose_size(child, packet->size);
	child->flags = VMCI_CONNECTION_TIMED;
	child->notify = VMCI_NOTIFY_WAITING;
	if (packet->type == VMCI_PACKET_REQUEST2) {
		child->notify = VMCI_NOTIFY_ON_STATE;
		vmci_connection_send(outcome, VMCI_PACKET_NEGOTIATE2);
		outcome->packet.protocols = VMCI_PROTOCOL_ON_NOTIFY;
	} else {
		vmci_connection_send(outcome, VMCI_PACKET_NEGOTIATE);
	}
	outcome->packet.size = child->size;
	outcome->actions |= VMCI_CONNECTION_START_TIMER;
	return VMCI_SUCCESS;
}

/*
 * Whether an offer may be meant: who makes a pair names it in its own context, so that nobody can
 * offer a pair of somebody else's.
 */
static int is_offer_good(const struct vmci_connection *child, const struct vmci_packet *packet)
{
	return child->pair == VMCI_CONNECTION_NO_PAIR &&
	       packet->handle.context != VMCI_ID_INVALID &&
	       packet->handle.resource != VMCI_ID_INVALID &&
	       packet->handle.context == child->remote_context;
}

static void child_receive(const struct vmci_packet *packet, struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *child = &outcome->connection;

	if (!vmci_connection_is_from_peer(child, packet)) {
		vmci_connection_answer_reset(packet, outcome);
		return;
	}
	if (packet->type != VMCI_PACKET_OFFER || !is_offer_good(child, packet)) {
		vmci_connection_answer_reset(packet, outcome);
		vmci_connection_fail(outcome, packet->type == VMCI_PACKET_RST ? VMCI_ECONNRESET
									      : VMCI_EPROTO);
		return;
	}
	child->handle = packet->handle;
	child->pair = VMCI_CONNECTION_PAIR_ASKED;
	child->flags |= VMCI_CONNECTION_SUBSCRIBED;
	outcome->handle = child->handle;
	outcome->size = child->size;
	outcome->actions |= VMCI_CONNECTION_SUBSCRIBE | VMCI_CONNECTION_ATTACH;
}

/* The pair is attached to. The client may have left it since: then it has given up. */
static void child_attached(struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *child = &outcome->connection;

	child->pair = VMCI_CONNECTION_PAIR_HELD;
	if (child->flags & VMCI_CONNECTION_PEER_GONE) {
		vmci_connection_fail(outcome, VMCI_ECONNRESET);
		return;
	}
	child->state = VMCI_CONNECTION_ESTABLISHED;
	child->flags &= (unsigned char)~VMCI_CONNECTION_TIMED;
	child->flags |= VMCI_CONNECTION_ONCE;
	vmci_connection_send(outcome, VMCI_PACKET_ATTACH);
	outcome->packet.handle = child->handle;
	outcome->actions |= VMCI_CONNECTION_STOP_TIMER | VMCI_CONNECTION_CHILD_READY;
}

static int child_waits(const struct vmci_connection_event *event,
		       struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *child = &outcome->connection;

	switch (event->kind) {
	case VMCI_ON_PACKET:
		child_receive(&event->packet, outcome);
		return VMCI_SUCCESS;
	case VMCI_ON_PAIR:
		child_attached(outcome);
		return VMCI_SUCCESS;
	case VMCI_ON_NO_PAIR:
		vmci_connection_send(outcome, VMCI_PACKET_RST);
		vmci_connection_fail(outcome, event->error);
		return VMCI_SUCCESS;
	case VMCI_ON_SEND_FAILED:
		vmci_connection_send(outcome, VMCI_PACKET_RST);
		vmci_connection_fail(outcome, event->error);
		return VMCI_SUCCESS;
	case VMCI_ON_PEER_DETACHED:
		if (child->pair == VMCI_CONNECTION_PAIR_ASKED &&
		    vmci_connection_is_meant(child, event))
			child->flags |= VMCI_CONNECTION_PEER_GONE;
		return VMCI_SUCCESS;
	case VMCI_ON_TIMER:
		child->flags &= (unsigned char)~VMCI_CONNECTION_TIMED;
		vmci_connection_fail(outcome, VMCI_ETIMEDOUT);
		return VMCI_SUCCESS;
	default:
		return VMCI_SUCCESS;
	}
}

int vmci_child_step(const struct vmci_connection_event *event,
		    struct vmci_connection_outcome *outcome)
{
	switch (event->kind) {
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
	case VMCI_ON_CONTEXT_CHANGED:
		vmci_connection_rebind(&outcome->connection, event->context);
		vmci_connection_fail(outcome, VMCI_ECONNRESET);
		return VMCI_SUCCESS;
	case VMCI_ON_RESUMED:
	case VMCI_ON_TRANSPORT_GONE:
		vmci_connection_fail(outcome, VMCI_ECONNRESET);
		return VMCI_SUCCESS;
	default:
		return child_waits(event, outcome);
	}
}
