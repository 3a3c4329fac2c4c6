// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A connection in LISTEN. Each child that it opens is counted as pending until its listener is
 * told, once, that it is ready or dropped: whatever ends a handshake gives the place back (2016,
 * 2026).
 */
#include "connection.h"
#include "role.h"

/* Whether both sides know a protocol that the request allows. The older one everybody knows. */
static int has_common_protocol(const struct vmci_connection *listener,
			       const struct vmci_packet *packet)
{
	if (packet->type == VMCI_PACKET_REQUEST)
		return 1;
	return (packet->protocols & VMCI_PROTOCOL_ON_NOTIFY) &&
	       (listener->protocols & VMCI_PROTOCOL_ON_NOTIFY);
}

int vmci_listener_accepts(const struct vmci_connection *listener, const struct vmci_packet *packet)
{
	if (packet->type != VMCI_PACKET_REQUEST && packet->type != VMCI_PACKET_REQUEST2)
		return 0;
	if (packet->dst_port != listener->local_port)
		return 0;
	if (packet->dst_context != listener->local_context &&
	    listener->local_context != VMCI_ID_INVALID)
		return 0;
	return packet->size != 0 && has_common_protocol(listener, packet);
}

static void listener_receive(const struct vmci_packet *packet,
			     struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *listener = &outcome->connection;

	if (!vmci_listener_accepts(listener, packet) ||
	    vmci_backlog_is_full(listener->pending + listener->ready, listener->backlog)) {
		vmci_connection_answer_reset(packet, outcome);
		return;
	}
	listener->pending = listener->pending + 1;
	outcome->actions = VMCI_CONNECTION_OPEN_CHILD;
}

static int accept_child(struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *listener = &outcome->connection;

	if (listener->ready == 0)
		return VMCI_EAGAIN;
	listener->ready = listener->ready - 1;
	return VMCI_SUCCESS;
}

static int child_is_ready(struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *listener = &outcome->connection;

	if (listener->pending == 0)
		return VMCI_EINVAL;
	listener->pending = listener->pending - 1;
	listener->ready = listener->ready + 1;
	outcome->actions = VMCI_CONNECTION_WAKE_ACCEPT;
	return VMCI_SUCCESS;
}

int vmci_listener_step(const struct vmci_connection_event *event,
		       struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *listener = &outcome->connection;

	switch (event->kind) {
	case VMCI_ON_PACKET:
		listener_receive(&event->packet, outcome);
		return VMCI_SUCCESS;
	case VMCI_ON_CHILD_READY:
		return child_is_ready(outcome);
	case VMCI_ON_CHILD_DROPPED:
		if (listener->pending != 0)
			listener->pending = listener->pending - 1;
		return VMCI_SUCCESS;
	case VMCI_ON_ACCEPT:
		return accept_child(outcome);
	case VMCI_ON_LISTEN:
		listener->backlog = event->backlog;
		return VMCI_SUCCESS;
	case VMCI_ON_CONTEXT_CHANGED:
		vmci_connection_rebind(listener, event->context);
		return VMCI_SUCCESS;
	case VMCI_ON_CONNECT:
		return VMCI_EINVAL;
	case VMCI_ON_OPEN:
		return VMCI_EPROTO;
	case VMCI_ON_SHUTDOWN:
		return VMCI_ENOTCONN;
	default:
		return VMCI_SUCCESS;
	}
}
