// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A connection's step, and what its roles share.
 */
#include "connection.h"
#include "role.h"

void vmci_connection_init(struct vmci_connection *connection, vmci_u32 local_context,
			  vmci_u32 local_port, vmci_u64 buffer_size, vmci_u64 buffer_min,
			  vmci_u64 buffer_max, unsigned char protocols)
{
	connection->handle.context = VMCI_ID_INVALID;
	connection->handle.resource = VMCI_ID_INVALID;
	connection->size = 0;
	connection->buffer_size = buffer_size;
	connection->buffer_min = buffer_min;
	connection->buffer_max = buffer_max;
	connection->bound_context = local_context;
	connection->local_context = local_context;
	connection->local_port = local_port;
	connection->remote_context = VMCI_ID_INVALID;
	connection->remote_port = VMCI_ID_INVALID;
	connection->backlog = 0;
	connection->pending = 0;
	connection->ready = 0;
	connection->error = 0;
	connection->state = VMCI_CONNECTION_CLOSE;
	connection->pair = VMCI_CONNECTION_NO_PAIR;
	connection->flags = 0;
	connection->protocols = protocols;
	connection->notify = VMCI_NOTIFY_NONE;
	connection->shutdown = 0;
	connection->peer_shutdown = 0;
}

void vmci_connection_inherit(struct vmci_connection *child, const struct vmci_connection *listener)
{
	vmci_connection_init(child, listener->bound_context, listener->local_port,
			     listener->buffer_size, listener->buffer_min, listener->buffer_max,
			     listener->protocols);
}

void vmci_connection_send(struct vmci_connection_outcome *outcome, unsigned int type)
{
	const struct vmci_connection *connection = &outcome->connection;

	vmci_packet_init(&outcome->packet);
	outcome->packet.type = type;
	outcome->packet.src_context = connection->local_context;
	outcome->packet.src_port = connection->local_port;
	outcome->packet.dst_context = connection->remote_context;
	outcome->packet.dst_port = connection->remote_port;
	outcome->actions |= VMCI_CONNECTION_SEND;
}

void vmci_connection_answer_reset(const struct vmci_packet *packet,
				  struct vmci_connection_outcome *outcome)
{
	if (packet->type != VMCI_PACKET_RST)
		outcome->actions |= VMCI_CONNECTION_ANSWER_RESET;
}

void vmci_connection_free(struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *connection = &outcome->connection;

	if (connection->flags & VMCI_CONNECTION_TIMED)
		outcome->actions |= VMCI_CONNECTION_STOP_TIMER;
	if (connection->flags & VMCI_CONNECTION_SUBSCRIBED)
		outcome->actions |= VMCI_CONNECTION_UNSUBSCRIBE;
	if (connection->pair == VMCI_CONNECTION_PAIR_HELD) {
		outcome->actions |= VMCI_CONNECTION_DETACH;
		outcome->handle = connection->handle;
	}
	connection->flags &= VMCI_CONNECTION_PEER_GONE | VMCI_CONNECTION_ONCE;
	connection->pair = VMCI_CONNECTION_NO_PAIR;
	connection->handle.context = VMCI_ID_INVALID;
	connection->handle.resource = VMCI_ID_INVALID;
	connection->size = 0;
	connection->notify = VMCI_NOTIFY_NONE;
}

void vmci_connection_fail(struct vmci_connection_outcome *outcome, int error)
{
	struct vmci_connection *connection = &outcome->connection;

	if (connection->state == VMCI_CONNECTION_SYN_RECEIVED)
		outcome->actions |= VMCI_CONNECTION_CHILD_DROPPED;
	else
		outcome->actions |= VMCI_CONNECTION_WAKE_CONNECT;
	vmci_connection_free(outcome);
	connection->state = VMCI_CONNECTION_CLOSE;
	connection->error = error;
	connection->flags = 0;
	connection->peer_shutdown = 0;
	connection->local_context = connection->bound_context;
	connection->remote_context = VMCI_ID_INVALID;
	connection->remote_port = VMCI_ID_INVALID;
}

void vmci_connection_rebind(struct vmci_connection *connection, vmci_u32 context)
{
	if (connection->bound_context == VMCI_ID_INVALID)
		return;
	connection->bound_context = context;
	connection->local_context = context;
}

/* close(): what it has is given back, and it is as it began. Its peer is told by the pair's end. */
static int close_connection(struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *connection = &outcome->connection;
	struct vmci_connection before = *connection;

	vmci_connection_free(outcome);
	vmci_connection_inherit(connection, &before);
	if (before.state == VMCI_CONNECTION_SYN_SENT)
		outcome->actions |= VMCI_CONNECTION_WAKE_CONNECT;
	if (before.state == VMCI_CONNECTION_SYN_RECEIVED)
		outcome->actions |= VMCI_CONNECTION_CHILD_DROPPED;
	if (before.state == VMCI_CONNECTION_LISTEN)
		outcome->actions |= VMCI_CONNECTION_CLOSE_CHILDREN | VMCI_CONNECTION_WAKE_ACCEPT;
	if (before.flags & VMCI_CONNECTION_ONCE)
		outcome->actions |= VMCI_CONNECTION_WAKE_READER | VMCI_CONNECTION_WAKE_WRITER;
	return VMCI_SUCCESS;
}

static int take_error(struct vmci_connection_outcome *outcome)
{
	int error = outcome->connection.error;

	outcome->connection.error = 0;
	return error;
}

/*
 * In CLOSE. One that was established is not connected again: what its peer has sent may still be
 * read, and its queue pair goes with close().
 */
static int closed_step(const struct vmci_connection_event *event,
		       struct vmci_connection_outcome *outcome)
{
	struct vmci_connection *connection = &outcome->connection;
	int once = connection->flags & VMCI_CONNECTION_ONCE;

	switch (event->kind) {
	case VMCI_ON_CONNECT:
		if (once)
			return connection->shutdown ? VMCI_EINVAL : VMCI_EISCONN;
		return vmci_client_begin(event, outcome);
	case VMCI_ON_LISTEN:
		if (once)
			return VMCI_EINVAL;
		connection->state = VMCI_CONNECTION_LISTEN;
		connection->backlog = event->backlog;
		return VMCI_SUCCESS;
	case VMCI_ON_OPEN:
		if (once)
			return VMCI_EPROTO;
		return vmci_child_begin(event, outcome);
	case VMCI_ON_SHUTDOWN:
		if (!once)
			return VMCI_ENOTCONN;
		return vmci_connected_step(event, outcome);
	case VMCI_ON_PACKET:
		vmci_connection_answer_reset(&event->packet, outcome);
		return VMCI_SUCCESS;
	case VMCI_ON_CONTEXT_CHANGED:
		vmci_connection_rebind(connection, event->context);
		return VMCI_SUCCESS;
	case VMCI_ON_TRANSPORT_GONE:
		vmci_connection_free(outcome);
		return VMCI_SUCCESS;
	case VMCI_ON_ACCEPT:
	case VMCI_ON_CHILD_READY:
		return VMCI_EINVAL;
	default:
		return VMCI_SUCCESS;
	}
}

static int step_of_state(const struct vmci_connection_event *event,
			 struct vmci_connection_outcome *outcome)
{
	switch (outcome->connection.state) {
	case VMCI_CONNECTION_LISTEN:
		return vmci_listener_step(event, outcome);
	case VMCI_CONNECTION_SYN_SENT:
		return vmci_client_step(event, outcome);
	case VMCI_CONNECTION_SYN_RECEIVED:
		return vmci_child_step(event, outcome);
	case VMCI_CONNECTION_ESTABLISHED:
	case VMCI_CONNECTION_CLOSING:
		return vmci_connected_step(event, outcome);
	default:
		return closed_step(event, outcome);
	}
}

/* A pair that came after its attempt was over belongs to nobody: it goes back at once. */
static int is_late(const struct vmci_connection_event *event,
		   struct vmci_connection_outcome *outcome)
{
	const struct vmci_connection *connection = &outcome->connection;

	if (event->kind != VMCI_ON_PAIR && event->kind != VMCI_ON_NO_PAIR)
		return 0;
	if (connection->pair == VMCI_CONNECTION_PAIR_ASKED &&
	    vmci_connection_is_meant(connection, event))
		return 0;
	if (event->kind == VMCI_ON_PAIR) {
		outcome->actions = VMCI_CONNECTION_DETACH;
		outcome->handle = event->handle;
	}
	return 1;
}

int vmci_connection_step(const struct vmci_connection *connection,
			 const struct vmci_connection_event *event,
			 struct vmci_connection_outcome *outcome)
{
	outcome->connection = *connection;
	vmci_packet_init(&outcome->packet);
	outcome->handle.context = VMCI_ID_INVALID;
	outcome->handle.resource = VMCI_ID_INVALID;
	outcome->size = 0;
	outcome->actions = 0;
	if (is_late(event, outcome))
		return VMCI_SUCCESS;
	if (event->kind == VMCI_ON_CLOSE)
		return close_connection(outcome);
	if (event->kind == VMCI_ON_TAKE_ERROR)
		return take_error(outcome);
	if (event->kind == VMCI_ON_PACKET && event->packet.type >= VMCI_PACKET_TYPES &&
	    connection->state != VMCI_CONNECTION_CLOSE) {
		outcome->actions = VMCI_CONNECTION_ANSWER_INVALID;
		return VMCI_SUCCESS;
	}
	return step_of_state(event, outcome);
}
