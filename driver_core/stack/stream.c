// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Moving bytes through the rings of a connection. The owner of a socket looks at its rings, moves
 * bytes and tells the peer: nobody looks in between.
 */
#include "stream.h"

enum stream_phase { STREAM_OWN, STREAM_MOVE, STREAM_TAKEN, STREAM_NOTICE, STREAM_RELEASE };

void vmci_stream_init(struct vmci_stream *stream, unsigned int slot, unsigned int kind)
{
	vmci_notice_init(&stream->notice);
	stream->count = 0;
	stream->flags = 0;
	stream->low_mark = 1;
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

/* How many bytes can be in a ring, of a socket that has a pair: one stays free. */
static vmci_u64 capacity_of(const struct vmci_stack_socket *socket)
{
	return socket->notify.size - 1;
}

/* How many bytes one who receives waits for. */
static vmci_u64 target_of(const struct vmci_stack *stack, const struct vmci_stream *stream,
			  vmci_u64 length)
{
	vmci_u32 flags = stream->flags;

	if (stream->kind == VMCI_STREAM_PEEK)
		flags |= VMCI_MESSAGE_PEEK;
	return vmci_receive_target(flags, length, stream->low_mark,
				   capacity_of(&stack->sockets[stream->slot]));
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

/* The bytes that readers wait for: as many as they want, or as there can be in the ring. */
static vmci_u64 missing(const struct vmci_stream *stream, const struct vmci_notify_view *view,
			const struct vmci_notify *notify)
{
	vmci_u64 wanted = stream->low_mark;

	wanted = wanted > view->taken ? wanted - view->taken : 1;
	return wanted < notify->size ? wanted : notify->size - 1;
}

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
	if (what == TOLD_READS && view.ready != 0) {
		stream->phase = STREAM_MOVE;
		return 1;
	}
	stream->told |= (unsigned char)what;
	if (what == TOLD_WRITES)
		vmci_notify_writer_waits(notify, &view, 1, &outcome);
	else
		vmci_notify_reader_waits(notify, &view, missing(stream, &view, notify), &outcome);
	tell(stack, stream, &outcome);
	return 1;
}

/* So many bytes have been moved: the peer is told if he may wait for that. */
static void moved(const struct vmci_node *node, struct vmci_stream *stream,
		  const struct vmci_ring_pair *rings, vmci_u64 count)
{
	struct vmci_stack *stack = node->stack;
	const struct vmci_notify *notify = &stack->sockets[stream->slot].notify;
	struct vmci_notify_outcome outcome;
	struct vmci_notify_view view;

	vmci_carrier_keep(node, stream->slot, rings);
	if (vmci_notice_view(stack, stream->slot, rings, &view) < VMCI_SUCCESS)
		return;
	if (stream->kind == VMCI_STREAM_SEND)
		vmci_notify_enqueued(notify, &view, count, &outcome);
	else
		vmci_notify_dequeued(notify, &view, count, &outcome);
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
		moved(node, stream, &rings, stream->count);
		return VMCI_SUCCESS;
	}
	if (result != VMCI_ERROR_QUEUEPAIR_NOSPACE)
		return error_of_ring(result);
	tell_of_wait(node->stack, stream, &rings, TOLD_WRITES);
	return VMCI_EAGAIN;
}

/* What was taken out of the ring before is read first: so many bytes. */
static vmci_u64 read_taken(struct vmci_stack *stack, const struct vmci_stream *stream,
			   unsigned char *bytes, vmci_u64 length)
{
	struct vmci_chain *taken = &stack->sockets[stream->slot].taken;

	if (length > taken->length)
		length = taken->length;
	vmci_chain_read(&stack->pool, taken, bytes, (vmci_u32)length);
	if (stream->kind == VMCI_STREAM_PEEK || length == 0)
		return length;
	vmci_hal_lock(&stack->lock);
	vmci_chain_drop(&stack->pool, taken, (vmci_u32)length);
	vmci_hal_unlock(&stack->lock);
	return length;
}

/* Reads what there is, and tells the peer of the room. VMCI_ERROR_QUEUEPAIR_NODATA: nothing. */
static int read_some(const struct vmci_node *node, struct vmci_stream *stream,
		     struct vmci_ring_pair *rings, unsigned char *bytes, vmci_u64 length)
{
	vmci_u64 first = read_taken(node->stack, stream, bytes, length);
	vmci_u64 count = 0;
	int result = VMCI_ERROR_QUEUEPAIR_NODATA;

	stream->count += first;
	if (length != first && stream->kind == VMCI_STREAM_PEEK)
		result = vmci_ring_peek(rings, bytes + first, length - first, &count);
	else if (length != first)
		result = vmci_ring_dequeue(rings, bytes + first, length - first, &count);
	stream->count += count;
	if (result >= VMCI_SUCCESS && stream->kind == VMCI_STREAM_RECEIVE)
		moved(node, stream, rings, count);
	if (result == VMCI_ERROR_QUEUEPAIR_NODATA && first != 0)
		return VMCI_SUCCESS;
	return result;
}

/* Who has some bytes and waits for more looks again, and tells only then that he waits. */
static int receive(const struct vmci_node *node, struct vmci_stream *stream, void *bytes,
		   vmci_u64 length)
{
	const struct vmci_connection *connection = &node->stack->sockets[stream->slot].connection;
	vmci_u64 before = stream->count;
	struct vmci_ring_pair rings;
	int result;

	vmci_carrier_rings(node, stream->slot, &rings);
	result = read_some(node, stream, &rings, (unsigned char *)bytes + before, length - before);
	if (result < VMCI_SUCCESS && result != VMCI_ERROR_QUEUEPAIR_NODATA)
		return error_of_ring(result);
	if (stream->count >= target_of(node->stack, stream, length))
		return VMCI_SUCCESS;
	if (stream->count != before) {
		stream->told &= (unsigned char)~TOLD_READS;
		if (stream->phase != STREAM_NOTICE)
			stream->phase = STREAM_MOVE;
		return VMCI_EAGAIN;
	}
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

/* Without the rings there is what was taken out of them before. */
static enum vmci_step move_taken(struct vmci_stack *stack, struct vmci_stream *stream, void *bytes,
				 vmci_u64 length)
{
	vmci_u64 before = stream->count;

	stream->count +=
		read_taken(stack, stream, (unsigned char *)bytes + before, length - before);
	if (stream->count >= target_of(stack, stream, length))
		stream->result = VMCI_SUCCESS;
	stream->phase = STREAM_RELEASE;
	return VMCI_STEP_AGAIN;
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
	if (opened < VMCI_SUCCESS) {
		stream->result = error_of_opening(stream, opened);
		if (stream->kind != VMCI_STREAM_SEND)
			stream->phase = STREAM_TAKEN;
	} else if (stream->kind == VMCI_STREAM_SEND) {
		stream->result = send(node, stream, bytes, length);
	} else {
		stream->result = receive(node, stream, bytes, length);
	}
	return VMCI_STEP_AGAIN;
}

static int check_flags(const struct vmci_stream *stream)
{
	if (stream->kind == VMCI_STREAM_SEND)
		return vmci_check_send_flags(stream->flags);
	return vmci_check_receive_flags(VMCI_SOCKET_STREAM, stream->flags);
}

static enum vmci_step own(struct vmci_stack *stack, struct vmci_stream *stream)
{
	int owned;

	stream->result = check_flags(stream);
	if (stream->result < VMCI_SUCCESS)
		return VMCI_STEP_DONE;
	vmci_hal_lock(&stack->lock);
	owned = vmci_stack_try_own(stack, stream->slot);
	stream->low_mark = stack->sockets[stream->slot].low_mark;
	vmci_hal_unlock(&stack->lock);
	stream->told = 0;
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
	stream->phase = stream->kind == VMCI_STREAM_POLL || stream->result == VMCI_EAGAIN
				? STREAM_MOVE
				: STREAM_RELEASE;
	return VMCI_STEP_AGAIN;
}

/* The call is done; if it is made again it goes on behind what was moved. */
static enum vmci_step release(const struct vmci_node *node, struct vmci_stream *stream)
{
	enum vmci_step step = vmci_carrier_close_step(node, stream->slot, &stream->notice.carriage);

	if (step != VMCI_STEP_DONE)
		return step;
	vmci_stack_release(node->stack, stream->slot);
	stream->phase = STREAM_OWN;
	return VMCI_STEP_DONE;
}

enum vmci_step vmci_stream_step(const struct vmci_node *node, struct vmci_stream *stream,
				void *bytes, vmci_u64 length)
{
	switch ((enum stream_phase)stream->phase) {
	case STREAM_OWN:
		return own(node->stack, stream);
	case STREAM_MOVE:
		return move(node, stream, bytes, length);
	case STREAM_TAKEN:
		return move_taken(node->stack, stream, bytes, length);
	case STREAM_NOTICE:
		return tell_peer(node, stream);
	case STREAM_RELEASE:
		break;
	}
	return release(node, stream);
}

/*
 * Takes up to so many bytes out of the ring, as there is room for in one block, and keeps them
 * behind those that were taken before. None: there is no memory.
 */
static vmci_u64 take_out(struct vmci_stack *stack, unsigned int slot, struct vmci_ring_pair *rings,
			 vmci_u64 length)
{
	struct vmci_chain *taken = &stack->sockets[slot].taken;
	unsigned char *bytes;
	vmci_u64 count = 0;
	vmci_u32 room = 0;

	vmci_hal_lock(&stack->lock);
	bytes = vmci_chain_room(&stack->pool, taken, &room);
	vmci_hal_unlock(&stack->lock);
	if (!bytes)
		return 0;
	if (vmci_ring_dequeue(rings, bytes, length < room ? length : room, &count) >= VMCI_SUCCESS)
		vmci_chain_grow(taken, (vmci_u32)count);
	return count;
}

/* What is known of the rings. Nonzero: they cannot be looked at. */
static int look_at_rings(const struct vmci_node *node, struct vmci_stream *stream,
			 struct vmci_poll_facts *facts, struct vmci_ring_pair *rings)
{
	int result;

	vmci_carrier_rings(node, stream->slot, rings);
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
 * There is not enough to read. Nonzero: the caller looks again, when what was begun is done: he has
 * taken what there was, or told the peer that he waits.
 */
static int wait_to_read(const struct vmci_node *node, struct vmci_stream *stream,
			struct vmci_poll_facts *facts, struct vmci_ring_pair *rings)
{
	vmci_u64 count = facts->ready - node->stack->sockets[stream->slot].taken.length;

	if (count == 0)
		return tell_of_wait(node->stack, stream, rings, TOLD_READS);
	count = take_out(node->stack, stream->slot, rings, count);
	if (count == 0) {
		facts->low_mark = 1;
		return 0;
	}
	stream->phase = STREAM_MOVE;
	stream->told &= (unsigned char)~TOLD_READS;
	moved(node, stream, rings, count);
	return 1;
}

/* Nonzero: the caller looks again, when what was begun is done. The rings are open. */
static int wait_for_more(const struct vmci_node *node, struct vmci_stream *stream,
			 struct vmci_poll_facts *facts, struct vmci_ring_pair *rings)
{
	if (facts->state != VMCI_SOCKET_CONNECTED || facts->failed)
		return 0;
	if (!vmci_poll_readable(facts) && wait_to_read(node, stream, facts, rings))
		return 1;
	return !vmci_poll_writable(facts) && tell_of_wait(node->stack, stream, rings, TOLD_WRITES);
}

/* What is said of the facts; who would read the end waits for what may be before it. */
static unsigned int events_of(const struct vmci_poll_facts *facts, int opened)
{
	struct vmci_poll_facts known = *facts;
	unsigned int events = vmci_poll(facts);

	known.peer_shut = 0;
	if (opened == VMCI_ERROR_QUEUEPAIR_NOT_READY && !vmci_poll_readable(&known))
		events &= ~VMCI_POLL_IN;
	return events;
}

/*
 * With the socket owned: only a listener changes meanwhile, by its children. `opened`: what came of
 * opening the rings, if there are some. If they could not be opened there is what was taken out of
 * them before.
 */
static void poll_once(const struct vmci_node *node, struct vmci_stream *stream, int opened)
{
	const struct vmci_stack_socket *socket = &node->stack->sockets[stream->slot];
	const struct vmci_connection *connection = &socket->connection;
	struct vmci_poll_facts facts;
	struct vmci_ring_pair rings;

	facts.ready = connection->ready;
	facts.free = 0;
	facts.capacity = 0;
	facts.low_mark = stream->low_mark;
	facts.type = VMCI_SOCKET_STREAM;
	facts.state = (unsigned char)vmci_stack_state(connection);
	facts.shut = connection->shutdown;
	facts.peer_shut = connection->peer_shutdown;
	facts.failed = connection->error != 0;
	if (has_rings(connection)) {
		facts.capacity = capacity_of(socket);
		if (opened >= VMCI_SUCCESS)
			facts.failed |= (unsigned char)look_at_rings(node, stream, &facts, &rings);
		else
			facts.failed |= (unsigned char)!is_unknown(opened);
		facts.ready += socket->taken.length;
	}
	if (opened >= VMCI_SUCCESS && wait_for_more(node, stream, &facts, &rings))
		return;
	stream->events = events_of(&facts, opened);
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
	case STREAM_TAKEN:
	case STREAM_RELEASE:
		break;
	}
	return release(node, stream);
}
