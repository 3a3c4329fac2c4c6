// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The work. The socket that a packet is for is looked for again whenever it is tried: one that is
 * owned may be closed by the time that its owner is done.
 */
#include "work.h"

enum work_phase {
	WORK_BEGIN,
	WORK_MOVE,
	WORK_MOVED,
	WORK_PACKET,
	WORK_NOTED,
	WORK_TURN,
	WORK_SETTLE,
	WORK_ANSWER,
	WORK_LEAVE,
	WORK_RELEASE
};

void vmci_stack_work_init(struct vmci_stack_work *work)
{
	vmci_turn_init(&work->turn);
	vmci_datagram_settle_init(&work->settle, 0);
	work->slot = 0;
	work->packets = 0;
	work->context = VMCI_ID_INVALID;
	work->phase = WORK_BEGIN;
	work->answers = 0;
}

static int begin_round(struct vmci_stack *stack, struct vmci_stack_work *work)
{
	int idle;

	vmci_hal_lock(&stack->lock);
	idle = !stack->moved && stack->inbox.count == 0 && stack->noted.first == 0;
	work->packets = stack->inbox.count;
	work->phase = stack->moved ? WORK_MOVE : WORK_PACKET;
	stack->moved = 0;
	vmci_hal_unlock(&stack->lock);
	return !idle;
}

/*
 * Not what a machine is as a host of its own guests, whatever it is as a guest, nor what is within
 * it under another name.
 */
static int is_concerned(const struct vmci_stack *stack, unsigned int slot, vmci_u32 before)
{
	const struct vmci_connection *connection = &stack->sockets[slot].connection;
	unsigned int transport = stack->ports.sockets[slot].transport;

	if (stack->ports.sockets[slot].type != VMCI_SOCKET_STREAM)
		return 0;
	if (connection->state != VMCI_CONNECTION_CLOSE &&
	    (transport == VMCI_TRANSPORT_HOST_TO_GUEST ||
	     (transport == VMCI_TRANSPORT_LOCAL && connection->remote_context != before)))
		return 0;
	return connection->bound_context != VMCI_CONTEXT_HOST;
}

/* Each connection sees what it is to it. */
static void move(struct vmci_stack *stack, vmci_u32 context)
{
	vmci_u32 before;
	unsigned int i;

	vmci_hal_lock(&stack->lock);
	before = stack->ports.transports.guest_cid;
	if (context != before && vmci_ports_set_guest_cid(&stack->ports, context) >= VMCI_SUCCESS) {
		vmci_datagram_moved(stack, before);
		for (i = 0; i < VMCI_SOCKETS_MAX; i++) {
			if (is_concerned(stack, i, before))
				vmci_stack_note(stack, i, VMCI_NOTE_CONTEXT_CHANGED);
		}
	}
	vmci_hal_unlock(&stack->lock);
}

/* Owns the socket of the oldest packet, or answers that there is none. With the lock held. */
static enum vmci_step take_packet(struct vmci_stack *stack, struct vmci_stack_work *work)
{
	const struct vmci_arrival *arrival = vmci_inbox_first(&stack->inbox);
	unsigned int slot = vmci_stack_find(stack, arrival->transport, &arrival->packet);

	if (slot != VMCI_SOCKETS_MAX && !vmci_stack_try_own(stack, slot))
		return VMCI_STEP_WAIT;
	vmci_stack_event(&work->turn.event, VMCI_ON_PACKET);
	work->turn.event.packet = arrival->packet;
	work->turn.transport = arrival->transport;
	vmci_inbox_drop(&stack->inbox);
	work->packets = (vmci_table_index)(work->packets - 1);
	work->slot = (vmci_table_index)slot;
	if (slot != VMCI_SOCKETS_MAX)
		work->phase = WORK_TURN;
	else if (work->turn.event.packet.type != VMCI_PACKET_RST)
		work->phase = WORK_ANSWER;
	return VMCI_STEP_AGAIN;
}

static enum vmci_step next_packet(struct vmci_stack *stack, struct vmci_stack_work *work)
{
	enum vmci_step step = VMCI_STEP_AGAIN;

	vmci_hal_lock(&stack->lock);
	if (work->packets == 0 || stack->inbox.count == 0)
		work->phase = WORK_NOTED;
	else
		step = take_packet(stack, work);
	vmci_hal_unlock(&stack->lock);
	return step;
}

/* Whether the peer of a connection believes that it has one. */
static unsigned char is_known_to_peer(const struct vmci_connection *connection)
{
	return connection->state != VMCI_CONNECTION_CLOSE &&
	       !(connection->flags & VMCI_CONNECTION_PEER_GONE);
}

/* A packet that the peer of a connection could have sent. */
static void make_packet(const struct vmci_connection *connection, unsigned int type,
			struct vmci_packet *packet)
{
	packet->type = type;
	packet->src_context = connection->remote_context;
	packet->src_port = connection->remote_port;
	packet->dst_context = connection->local_context;
	packet->dst_port = connection->local_port;
}

/*
 * Takes one of the packets that were put off. There is one. It is put off again if the memory is
 * away again, but not among those that are still to be taken: so they come to an end.
 */
static unsigned int take_put_off(struct vmci_stack_socket *socket)
{
	unsigned int type = VMCI_PACKET_WROTE;

	while (!(socket->retried & vmci_stack_packet_bit(type)))
		type++;
	socket->retried &= (unsigned char)~vmci_stack_packet_bit(type);
	if (socket->retried != 0)
		socket->notes |= VMCI_NOTE_PUT_OFF;
	return type;
}

/* Takes the first thing that was noted of a socket as an event. There is one. */
static void take_note(struct vmci_stack *stack, struct vmci_stack_work *work)
{
	static const unsigned char kinds[] = {
		VMCI_ON_CLOSE,	       VMCI_ON_PACKET, VMCI_ON_CONTEXT_CHANGED, VMCI_ON_RESUMED,
		VMCI_ON_PEER_DETACHED, VMCI_ON_TIMER,  VMCI_ON_TRANSPORT_GONE,	VMCI_ON_PACKET};
	struct vmci_stack_socket *socket = &stack->sockets[work->slot];
	struct vmci_connection_event *event = &work->turn.event;
	unsigned int what = 1u;
	unsigned int which = 0;

	while (!(socket->notes & what)) {
		what *= 2;
		which++;
	}
	socket->notes &= (unsigned short)~what;
	vmci_stack_event(event, kinds[which]);
	event->context = stack->ports.transports.guest_cid;
	event->handle = socket->connection.handle;
	if (event->kind == VMCI_ON_TIMER)
		event->handle = socket->timed;
	if (what == VMCI_NOTE_PACKET_LOST) {
		make_packet(&socket->connection, VMCI_PACKET_RST, &event->packet);
		work->answers = is_known_to_peer(&socket->connection);
	}
	if (what == VMCI_NOTE_PUT_OFF)
		make_packet(&socket->connection, take_put_off(socket), &event->packet);
	if (event->kind == VMCI_ON_CLOSE)
		socket->flags |= VMCI_STACK_DROPPED;
}

/*
 * If the memory of a socket's pair is back, who waits tries again. Packets that were put off are
 * looked at if they still matter. Nonzero: he is to be woken. With the lock held, as the next two.
 */
static int memory_is_back(struct vmci_stack_socket *socket)
{
	int is_back = (socket->notes & VMCI_NOTE_MEMORY_BACK) != 0;

	socket->notes &= (unsigned short)~(VMCI_NOTE_MEMORY_BACK | VMCI_NOTE_PUT_OFF);
	if (is_back) {
		socket->retried |= socket->put_off;
		socket->put_off = 0;
	}
	if (socket->connection.state != VMCI_CONNECTION_ESTABLISHED) {
		socket->retried = 0;
		socket->put_off = 0;
	}
	if (socket->retried != 0)
		socket->notes |= VMCI_NOTE_PUT_OFF;
	return is_back;
}

/* The socket is owned. */
static void begin_noted(struct vmci_stack *stack, struct vmci_stack_work *work)
{
	if (stack->ports.sockets[work->slot].type == VMCI_SOCKET_DATAGRAM) {
		stack->sockets[work->slot].notes = 0;
		vmci_datagram_settle_init(&work->settle, work->slot);
		work->phase = WORK_SETTLE;
	} else {
		take_note(stack, work);
		work->turn.transport = stack->ports.sockets[work->slot].transport;
		work->phase = WORK_TURN;
	}
}

/* Who is owned is queued again when his owner is done, if there is still something. */
static void take_noted(struct vmci_stack *stack, unsigned int slot, struct vmci_stack_work *work)
{
	stack->sockets[slot].flags &= (unsigned char)~VMCI_STACK_QUEUED;
	if (stack->sockets[slot].notes != 0 && vmci_stack_try_own(stack, slot)) {
		work->slot = (vmci_table_index)slot;
		begin_noted(stack, work);
	}
}

static void next_noted(struct vmci_stack *stack, struct vmci_stack_work *work)
{
	unsigned int link;
	int wake = 0;

	vmci_hal_lock(&stack->lock);
	link = vmci_stack_take(stack, &stack->noted, VMCI_QUEUE_NOTED);
	if (link == 0) {
		work->phase = WORK_BEGIN;
	} else {
		wake = memory_is_back(&stack->sockets[link - 1]);
		take_noted(stack, link - 1, work);
	}
	vmci_hal_unlock(&stack->lock);
	if (wake)
		vmci_hal_socket_wake(stack->platform, link - 1);
}

/* What the socket's turn leaves to be done. */
static void end_turn(const struct vmci_stack *stack, struct vmci_stack_work *work)
{
	vmci_turn_init(&work->turn);
	work->phase = WORK_RELEASE;
	if (stack->sockets[work->slot].flags & VMCI_STACK_DROPPED)
		work->phase = WORK_LEAVE;
}

/* Nobody has such a connection, or has it any more: its peer is told. */
static enum vmci_step answer(const struct vmci_node *node, struct vmci_stack_work *work)
{
	struct vmci_packet reset;
	int result = VMCI_SUCCESS;
	enum vmci_step step;

	vmci_packet_answer(&work->turn.event.packet, VMCI_PACKET_RST, &reset);
	step = vmci_carrier_send_step(node, work->turn.transport, &reset, &work->turn.carriage,
				      &result);
	if (step != VMCI_STEP_DONE)
		return step;
	if (work->answers) {
		work->answers = 0;
		end_turn(node->stack, work);
	} else {
		vmci_turn_init(&work->turn);
		work->phase = WORK_PACKET;
	}
	return VMCI_STEP_AGAIN;
}

/*
 * A listener is done; the child that was opened is told why. One that could not begin is dropped
 * by the end of its turn.
 */
static void go_on_with_child(struct vmci_stack *stack, struct vmci_stack_work *work)
{
	unsigned int listener = work->slot;
	struct vmci_packet packet = work->turn.event.packet;
	vmci_table_index transport = work->turn.transport;

	work->slot = (vmci_table_index)(work->turn.child - 1);
	vmci_turn_init(&work->turn);
	vmci_stack_event(&work->turn.event, VMCI_ON_OPEN);
	work->turn.event.packet = packet;
	work->turn.transport = transport;
	vmci_stack_release(stack, listener);
}

static enum vmci_step go_on_with_turn(const struct vmci_node *node, struct vmci_stack_work *work)
{
	enum vmci_step step = vmci_turn_step(node, work->slot, &work->turn);

	if (step != VMCI_STEP_DONE)
		return step;
	if (work->turn.child != 0) {
		go_on_with_child(node->stack, work);
		return VMCI_STEP_AGAIN;
	}
	if (work->answers)
		work->phase = WORK_ANSWER;
	else
		end_turn(node->stack, work);
	return VMCI_STEP_AGAIN;
}

static enum vmci_step settle(const struct vmci_node *node, struct vmci_stack_work *work)
{
	enum vmci_step step = vmci_datagram_call_step(node, &work->settle, 0, 0);

	if (step != VMCI_STEP_DONE)
		return step;
	vmci_datagram_settle_init(&work->settle, 0);
	work->phase = WORK_PACKET;
	return VMCI_STEP_AGAIN;
}

static enum vmci_step leave(struct vmci_stack *stack, struct vmci_stack_work *work)
{
	enum vmci_step step = vmci_stack_leave_step(stack, work->slot);

	if (step != VMCI_STEP_DONE)
		return step;
	work->phase = WORK_PACKET;
	return VMCI_STEP_AGAIN;
}

enum vmci_step vmci_stack_work_step(const struct vmci_node *node, struct vmci_stack_work *work)
{
	struct vmci_stack *stack = node->stack;

	switch ((enum work_phase)work->phase) {
	case WORK_BEGIN:
		if (begin_round(stack, work))
			return VMCI_STEP_AGAIN;
		vmci_stack_work_init(work);
		return VMCI_STEP_DONE;
	case WORK_MOVE:
		work->context = vmci_guest_context(node->guest);
		work->phase = WORK_MOVED;
		return VMCI_STEP_AGAIN;
	case WORK_MOVED:
		move(stack, work->context);
		work->phase = WORK_PACKET;
		return VMCI_STEP_AGAIN;
	case WORK_PACKET:
		return next_packet(stack, work);
	case WORK_NOTED:
		next_noted(stack, work);
		return VMCI_STEP_AGAIN;
	case WORK_TURN:
		return go_on_with_turn(node, work);
	case WORK_SETTLE:
		return settle(node, work);
	case WORK_ANSWER:
		return answer(node, work);
	case WORK_LEAVE:
		return leave(stack, work);
	case WORK_RELEASE:
		break;
	}
	vmci_stack_release(stack, work->slot);
	work->phase = WORK_PACKET;
	return VMCI_STEP_AGAIN;
}
