// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Moving bytes through the rings of a connection. The owner of a socket looks at its rings, moves
 * bytes and tells the peer: nobody looks in between.
 */
#include "stream.h"

enum stream_phase { STREAM_OWN, STREAM_MOVE, STREAM_NOTICE, STREAM_RELEASE };

void vmci_stream_init(struct vmci_stream *stream, unsigned int slot, unsigned int kind)
{
	vmci_notice_init(&stream->notice);
	stream->count = 0;
	stream->events = 0;
	stream->result = VMCI_SUCCESS;
	stream->slot = (vmci_table_index)slot;
	stream->kind = (unsigned char)kind;
	stream->told = 0;
	stream->phase = STREAM_OWN;
}

static int error_of_ring(int result)
{
	return result == VMCI_ERROR_INVALID_SIZE ? VMCI_EPROTO : VMCI_EFAULT;
}

/* What a caller is told without a look at the rings; else VMCI_SUCCESS. */
static int check_send(const struct vmci_connection *connection)
{
	if ((connection->shutdown & VMCI_SHUTDOWN_SEND) ||
	    (connection->peer_shutdown & VMCI_SHUTDOWN_RECEIVE))
		return VMCI_EPIPE;
	if (connection->state != VMCI_CONNECTION_ESTABLISHED)
		return VMCI_ENOTCONN;
	return VMCI_SUCCESS;
}

/* Whether no more will come than there is in the ring. */
static int has_ended(const struct vmci_connection *connection)
{
	return (connection->peer_shutdown & VMCI_SHUTDOWN_SEND) ||
	       connection->state != VMCI_CONNECTION_ESTABLISHED;
}

/* Whether the rings are to be looked at for a reader. */
static int may_read(const struct vmci_connection *connection)
{
	return connection->pair == VMCI_CONNECTION_PAIR_HELD &&
	       (connection->state == VMCI_CONNECTION_ESTABLISHED ||
		connection->state == VMCI_CONNECTION_CLOSING) &&
	       !(connection->shutdown & VMCI_SHUTDOWN_RECEIVE);
}

/*
 * Begins to tell the peer what `outcome` says. Where his indices are not to be believed he is told
 * nothing, and what was done stays done.
 */
static void tell(struct vmci_stack *stack, struct vmci_stream *stream,
		 const struct vmci_notify_outcome *outcome)
{
	vmci_notice_begin(stack, stream->slot, outcome, &stream->notice);
	stream->phase = STREAM_NOTICE;
}

/* What the peer is told of: somebody waits. */
#define TOLD_READS  1u
#define TOLD_WRITES 2u

/* Unless he was told before: then the rings are looked at again. */
static int tell_of_wait(struct vmci_stack *stack, struct vmci_stream *stream,
			const struct vmci_ring_pair *rings, unsigned int what)
{
	const struct vmci_notify *notify = &stack->sockets[stream->slot].notify;
	struct vmci_notify_outcome outcome;
	struct vmci_notify_view view;

	if ((stream->told & what) ||
	    vmci_notice_view(stack, stream->slot, rings, &view) < VMCI_SUCCESS)
		return 0;
	stream->told |= (unsigned char)what;
	if (what == TOLD_WRITES)
		vmci_notify_writer_waits(notify, &view, 1, &outcome);
	else
		vmci_notify_reader_waits(notify, &view, 1, &outcome);
	tell(stack, stream, &outcome);
	return 1;
}

/* Bytes have been moved: the peer is told if he may wait for that. */
static void moved(const struct vmci_node *node, struct vmci_stream *stream,
		  const struct vmci_ring_pair *rings)
{
	struct vmci_stack *stack = node->stack;
	const struct vmci_notify *notify = &stack->sockets[stream->slot].notify;
	struct vmci_notify_outcome outcome;
	struct vmci_notify_view view;

	vmci_carrier_keep(node, stream->slot, rings);
	if (vmci_notice_view(stack, stream->slot, rings, &view) < VMCI_SUCCESS)
		return;
	if (stream->kind == VMCI_STREAM_SEND)
		vmci_notify_enqueued(notify, &view, stream->count, &outcome);
	else
		vmci_notify_dequeued(notify, &view, stream->count, &outcome);
	tell(stack, stream, &outcome);
}

static int send(const struct vmci_node *node, struct vmci_stream *stream, const void *bytes,
		vmci_u64 length)
{
	struct vmci_ring_pair rings;
	int result;

	vmci_carrier_rings(node, stream->slot, &rings);
	result = vmci_ring_enqueue(&rings, bytes, length, &stream->count);
	if (result >= VMCI_SUCCESS) {
		moved(node, stream, &rings);
		return VMCI_SUCCESS;
	}
	if (result != VMCI_ERROR_QUEUEPAIR_NOSPACE)
		return error_of_ring(result);
	tell_of_wait(node->stack, stream, &rings, TOLD_WRITES);
	return VMCI_EAGAIN;
}

static int receive(const struct vmci_node *node, struct vmci_stream *stream, void *bytes,
		   vmci_u64 length)
{
	const struct vmci_connection *connection = &node->stack->sockets[stream->slot].connection;
	struct vmci_ring_pair rings;
	int result;

	vmci_carrier_rings(node, stream->slot, &rings);
	if (stream->kind == VMCI_STREAM_PEEK)
		result = vmci_ring_peek(&rings, bytes, length, &stream->count);
	else
		result = vmci_ring_dequeue(&rings, bytes, length, &stream->count);
	if (result >= VMCI_SUCCESS) {
		if (stream->kind == VMCI_STREAM_RECEIVE)
			moved(node, stream, &rings);
		return VMCI_SUCCESS;
	}
	if (result != VMCI_ERROR_QUEUEPAIR_NODATA)
		return error_of_ring(result);
	if (has_ended(connection))
		return VMCI_SUCCESS;
	tell_of_wait(node->stack, stream, &rings, TOLD_READS);
	return VMCI_EAGAIN;
}

/* Whether the rings are to be looked at; if not, the result is known. */
static int wants_rings(const struct vmci_connection *connection, struct vmci_stream *stream)
{
	stream->result = VMCI_SUCCESS;
	if (stream->kind == VMCI_STREAM_SEND) {
		stream->result = check_send(connection);
		return stream->result >= VMCI_SUCCESS;
	}
	if (!(connection->flags & VMCI_CONNECTION_ONCE))
		stream->result = VMCI_ENOTCONN;
	return stream->result >= VMCI_SUCCESS && may_read(connection);
}

/*
 * The rings could not be opened. Who waits for memory is woken when it is back; a virtual machine
 * that has left takes what it has sent with it.
 */
static int error_of_opening(const struct vmci_stream *stream, int result)
{
	if (result == VMCI_ERROR_QUEUEPAIR_NOT_READY)
		return VMCI_EAGAIN;
	if (result != VMCI_ERROR_QUEUEPAIR_NOTATTACHED)
		return vmci_stack_error(result);
	if (stream->kind == VMCI_STREAM_SEND)
		return VMCI_EPIPE;
	return VMCI_SUCCESS;
}

static enum vmci_step move(const struct vmci_node *node, struct vmci_stream *stream, void *bytes,
			   vmci_u64 length)
{
	int opened = VMCI_SUCCESS;
	enum vmci_step step;

	if (!wants_rings(&node->stack->sockets[stream->slot].connection, stream)) {
		stream->phase = STREAM_RELEASE;
		return VMCI_STEP_AGAIN;
	}
	step = vmci_carrier_open_step(node, stream->slot, &stream->notice.carriage, &opened);
	if (step != VMCI_STEP_DONE)
		return step;
	stream->phase = STREAM_RELEASE;
	if (opened < VMCI_SUCCESS)
		stream->result = error_of_opening(stream, opened);
	else if (stream->kind == VMCI_STREAM_SEND)
		stream->result = send(node, stream, bytes, length);
	else
		stream->result = receive(node, stream, bytes, length);
	return VMCI_STEP_AGAIN;
}

static enum vmci_step own(struct vmci_stack *stack, struct vmci_stream *stream)
{
	int owned;

	vmci_hal_lock(&stack->lock);
	owned = vmci_stack_try_own(stack, stream->slot);
	vmci_hal_unlock(&stack->lock);
	if (owned)
		stream->phase = STREAM_MOVE;
	return owned ? VMCI_STEP_AGAIN : VMCI_STEP_WAIT;
}

/* Behind the peer, who was told of bytes, all is done; who waits looks again. */
static enum vmci_step tell_peer(const struct vmci_node *node, struct vmci_stream *stream)
{
	enum vmci_step step = vmci_carrier_close_step(node, stream->slot, &stream->notice.carriage);

	if (step != VMCI_STEP_DONE)
		return step;
	step = vmci_notice_step(node, stream->slot, &stream->notice);
	if (step != VMCI_STEP_DONE)
		return step;
	stream->phase = stream->told && stream->count == 0 ? STREAM_MOVE : STREAM_RELEASE;
	return VMCI_STEP_AGAIN;
}

static enum vmci_step release(const struct vmci_node *node, struct vmci_stream *stream)
{
	enum vmci_step step = vmci_carrier_close_step(node, stream->slot, &stream->notice.carriage);

	if (step == VMCI_STEP_DONE)
		vmci_stack_release(node->stack, stream->slot);
	return step;
}

enum vmci_step vmci_stream_step(const struct vmci_node *node, struct vmci_stream *stream,
				void *bytes, vmci_u64 length)
{
	switch ((enum stream_phase)stream->phase) {
	case STREAM_OWN:
		return own(node->stack, stream);
	case STREAM_MOVE:
		return move(node, stream, bytes, length);
	case STREAM_NOTICE:
		return tell_peer(node, stream);
	case STREAM_RELEASE:
		break;
	}
	return release(node, stream);
}

/* What is known of the rings. Nonzero: they cannot be looked at. */
static int look_at_rings(const struct vmci_node *node, struct vmci_stream *stream,
			 struct vmci_poll_facts *facts, struct vmci_ring_pair *rings)
{
	int result;

	vmci_carrier_rings(node, stream->slot, rings);
	facts->capacity = rings->consume.bytes.size - 1;
	result = vmci_ring_consume_buf_ready(rings, &facts->ready);
	if (result >= VMCI_SUCCESS)
		result = vmci_ring_produce_free_space(rings, &facts->free);
	return result < VMCI_SUCCESS;
}

/* What cannot be known yet is not so; who asks is woken. */
static int is_unknown(int opened)
{
	return opened == VMCI_ERROR_QUEUEPAIR_NOT_READY ||
	       opened == VMCI_ERROR_QUEUEPAIR_NOTATTACHED;
}

static int has_rings(const struct vmci_connection *connection)
{
	return connection->pair == VMCI_CONNECTION_PAIR_HELD &&
	       (connection->flags & VMCI_CONNECTION_ONCE);
}

/*
 * With the socket owned: only a listener changes meanwhile, by its children. `opened`: what came of
 * opening the rings, if there are some.
 */
static void poll_once(const struct vmci_node *node, struct vmci_stream *stream, int opened)
{
	const struct vmci_connection *connection = &node->stack->sockets[stream->slot].connection;
	struct vmci_poll_facts facts;
	struct vmci_ring_pair rings;

	facts.ready = connection->ready;
	facts.free = 0;
	facts.capacity = opened < VMCI_SUCCESS; /* what nobody can see is not all that can be */
	facts.low_mark = 1;
	facts.type = VMCI_SOCKET_STREAM;
	facts.state = (unsigned char)vmci_stack_state(connection);
	facts.shut = connection->shutdown;
	facts.peer_shut = connection->peer_shutdown;
	facts.failed = connection->error != 0;
	if (has_rings(connection) && opened >= VMCI_SUCCESS)
		facts.failed |= (unsigned char)look_at_rings(node, stream, &facts, &rings);
	else if (opened < VMCI_SUCCESS && !is_unknown(opened))
		facts.failed = 1;
	stream->events = vmci_poll(&facts);
	if (facts.state != VMCI_SOCKET_CONNECTED || facts.failed || opened < VMCI_SUCCESS)
		return;
	if (!vmci_poll_readable(&facts) && tell_of_wait(node->stack, stream, &rings, TOLD_READS))
		return;
	if (!vmci_poll_writable(&facts))
		tell_of_wait(node->stack, stream, &rings, TOLD_WRITES);
}

static enum vmci_step poll_step(const struct vmci_node *node, struct vmci_stream *stream)
{
	int opened = VMCI_SUCCESS;
	enum vmci_step step = VMCI_STEP_DONE;

	if (has_rings(&node->stack->sockets[stream->slot].connection))
		step = vmci_carrier_open_step(node, stream->slot, &stream->notice.carriage,
					      &opened);
	if (step != VMCI_STEP_DONE)
		return step;
	stream->phase = STREAM_RELEASE;
	poll_once(node, stream, opened);
	return VMCI_STEP_AGAIN;
}

enum vmci_step vmci_stream_poll_step(const struct vmci_node *node, struct vmci_stream *stream)
{
	switch ((enum stream_phase)stream->phase) {
	case STREAM_OWN:
		return own(node->stack, stream);
	case STREAM_MOVE:
		return poll_step(node, stream);
	case STREAM_NOTICE:
		return tell_peer(node, stream);
	case STREAM_RELEASE:
		break;
	}
	return release(node, stream);
}
