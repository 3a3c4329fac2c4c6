// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Turns: the steps of connections, and what comes of them.
 *
 * The subscription to the peer's detachment that a connection asks for is the callback of its queue
 * pair: it is there from before the pair is to behind its end.
 */
#include "turn.h"

enum turn_phase { TURN_LOOK, TURN_STEP, TURN_ACT, TURN_NOTICE };

enum leaving_phase { TURN_LEAVES, TURN_REFUSED, TURN_PAUSES, TURN_LEFT };

static void no_outcome(struct vmci_turn *turn)
{
	vmci_packet_init(&turn->packet);
	turn->handle.context = VMCI_ID_INVALID;
	turn->handle.resource = VMCI_ID_INVALID;
	turn->size = 0;
	turn->actions = 0;
	turn->error = VMCI_SUCCESS;
	turn->follows = 0;
}

void vmci_turn_init(struct vmci_turn *turn)
{
	vmci_stack_event(&turn->event, VMCI_ON_CONNECT);
	no_outcome(turn);
	turn->result = VMCI_SUCCESS;
	vmci_carriage_init(&turn->carriage);
	vmci_notice_init(&turn->notice);
	turn->child = 0;
	turn->transport = VMCI_TRANSPORT_NONE;
	turn->leaving = TURN_LEAVES;
	turn->phase = TURN_LOOK;
}

static int has_pair(const struct vmci_stack *stack, unsigned int slot)
{
	return stack->sockets[slot].connection.pair == VMCI_CONNECTION_PAIR_HELD;
}

/* What can be read; nothing where the peer's indices are not to be believed, or not to be had. */
static enum vmci_step look(const struct vmci_node *node, unsigned int slot, struct vmci_turn *turn)
{
	struct vmci_ring_pair rings;
	int result = VMCI_ERROR_QUEUEPAIR_NOTATTACHED;
	enum vmci_step step = VMCI_STEP_DONE;

	if (has_pair(node->stack, slot))
		step = vmci_carrier_open_step(node, slot, &turn->carriage, &result);
	if (step != VMCI_STEP_DONE)
		return step;
	if (result >= VMCI_SUCCESS) {
		vmci_carrier_rings(node, slot, &rings);
		vmci_ring_consume_buf_ready(&rings, &turn->event.ready);
	}
	turn->event.ready += node->stack->sockets[slot].taken.length;
	turn->phase = TURN_STEP;
	return VMCI_STEP_AGAIN;
}

static void step_connection(struct vmci_stack *stack, unsigned int slot, struct vmci_turn *turn)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];
	struct vmci_connection_outcome outcome;
	int result;

	vmci_hal_lock(&stack->lock);
	result = vmci_connection_step(&socket->connection, &turn->event, &outcome);
	socket->connection = outcome.connection;
	vmci_stack_index(stack, slot);
	vmci_hal_unlock(&stack->lock);
	if (turn->follows == 0)
		turn->result = result;
	turn->packet = outcome.packet;
	turn->handle = outcome.handle;
	turn->size = outcome.size;
	turn->actions = outcome.actions;
	if (turn->event.kind == VMCI_ON_OPEN && result < VMCI_SUCCESS)
		turn->actions |= VMCI_CONNECTION_CHILD_DROPPED;
	turn->follows = 0;
}

/* What the connection is told when all else is done. */
static void tell_next(struct vmci_turn *turn, unsigned int kind, int error)
{
	turn->follows = (unsigned char)kind;
	turn->error = error;
}

static void stop_timer(struct vmci_stack *stack, unsigned int slot)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];

	vmci_hal_lock(&stack->lock);
	vmci_hal_timer_stop(&socket->timer);
	socket->flags &= (unsigned char)~VMCI_STACK_TIMED;
	socket->notes &= (unsigned short)~VMCI_NOTE_TIMER;
	vmci_hal_unlock(&stack->lock);
}

/* How long an attempt may take, in milliseconds; a fraction of one counts as a whole. */
static vmci_u32 timeout_of(const struct vmci_stack_socket *socket)
{
	const struct vmci_options *options = &socket->options;
	vmci_u64 milliseconds = options->timeout_seconds * 1000u +
				((vmci_u32)options->timeout_microseconds + 999u) / 1000u;

	if (socket->connection.state == VMCI_CONNECTION_SYN_RECEIVED)
		return VMCI_CONNECTION_CHILD_TIMEOUT;
	return milliseconds > 0xffffffffu ? 0xffffffffu : (vmci_u32)milliseconds;
}

static void start_timer(struct vmci_stack *stack, unsigned int slot)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];

	vmci_hal_lock(&stack->lock);
	socket->timed = socket->connection.handle;
	socket->flags |= VMCI_STACK_TIMED;
	vmci_hal_timer_start(&socket->timer, timeout_of(socket));
	vmci_hal_unlock(&stack->lock);
}

/* How long a hypervisor is let alone that has refused, in milliseconds. */
#define PAUSE 100u

/* The socket's timer is not in use: who leaves a pair does not connect. */
static void begin_pause(struct vmci_stack *stack, unsigned int slot)
{
	vmci_hal_lock(&stack->lock);
	vmci_hal_timer_start(&stack->sockets[slot].timer, PAUSE);
	vmci_hal_unlock(&stack->lock);
}

static int pauses(struct vmci_stack *stack, unsigned int slot)
{
	int runs;

	vmci_hal_lock(&stack->lock);
	runs = vmci_hal_timer_runs(&stack->sockets[slot].timer);
	vmci_hal_unlock(&stack->lock);
	return runs;
}

/*
 * The pair's callback is not called any more: what it has noted is for nobody, and so is what was
 * taken out of the ring.
 */
static void forget_pair(struct vmci_stack *stack, unsigned int slot)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];

	vmci_hal_lock(&stack->lock);
	socket->notes &= (unsigned short)~(VMCI_NOTE_PEER_DETACHED | VMCI_NOTE_RESUMED |
					   VMCI_NOTE_MEMORY_BACK | VMCI_NOTE_PUT_OFF);
	socket->flags &= (unsigned char)~VMCI_STACK_AWAY;
	socket->put_off = 0;
	socket->retried = 0;
	vmci_chain_drop(&stack->pool, &socket->taken, socket->taken.length);
	vmci_hal_unlock(&stack->lock);
}

static enum vmci_step leave_carrier(const struct vmci_node *node, unsigned int slot,
				    struct vmci_turn *turn)
{
	int result = VMCI_SUCCESS;
	enum vmci_step step =
		vmci_carrier_leave_step(node, slot, turn->handle, &turn->carriage, &result);

	if (step != VMCI_STEP_DONE)
		return step;
	turn->leaving =
		result < VMCI_SUCCESS && result != VMCI_ERROR_NOT_FOUND ? TURN_REFUSED : TURN_LEFT;
	return VMCI_STEP_AGAIN;
}

/*
 * Leaves the pair. A hypervisor that refuses is asked again, as the pair's memory cannot be given
 * back before.
 */
static enum vmci_step leave_pair(const struct vmci_node *node, unsigned int slot,
				 struct vmci_turn *turn)
{
	switch ((enum leaving_phase)turn->leaving) {
	case TURN_LEAVES:
		return leave_carrier(node, slot, turn);
	case TURN_REFUSED:
		begin_pause(node->stack, slot);
		turn->leaving = TURN_PAUSES;
		return VMCI_STEP_AGAIN;
	case TURN_PAUSES:
		if (pauses(node->stack, slot))
			return VMCI_STEP_WAIT;
		turn->leaving = TURN_LEAVES;
		return VMCI_STEP_AGAIN;
	case TURN_LEFT:
		break;
	}
	forget_pair(node->stack, slot);
	turn->leaving = TURN_LEAVES;
	turn->actions &= ~VMCI_CONNECTION_DETACH;
	return VMCI_STEP_AGAIN;
}

static enum vmci_step make_pair(const struct vmci_node *node, unsigned int slot,
				struct vmci_turn *turn)
{
	struct vmci_stack_socket *socket = &node->stack->sockets[slot];
	int attaches = (turn->actions & VMCI_CONNECTION_ATTACH) != 0;
	int result = VMCI_SUCCESS;
	enum vmci_step step = vmci_carrier_make_step(node, slot, attaches, turn->handle, turn->size,
						     &turn->carriage, &result);

	if (step != VMCI_STEP_DONE)
		return step;
	vmci_notify_init(&socket->notify, socket->connection.notify, turn->size);
	turn->actions &= ~(VMCI_CONNECTION_ALLOCATE | VMCI_CONNECTION_ATTACH);
	if (result < VMCI_SUCCESS)
		tell_next(turn, VMCI_ON_NO_PAIR, vmci_stack_error(result));
	else
		tell_next(turn, VMCI_ON_PAIR, VMCI_SUCCESS);
	return VMCI_STEP_AGAIN;
}

static int is_of_handshake(vmci_u32 type)
{
	return vmci_packet_has_size(type) || vmci_packet_has_handle(type);
}

static enum vmci_step send_packet(const struct vmci_node *node, unsigned int slot,
				  struct vmci_turn *turn)
{
	unsigned int transport = node->stack->ports.sockets[slot].transport;
	int result = VMCI_SUCCESS;
	enum vmci_step step =
		vmci_carrier_send_step(node, transport, &turn->packet, &turn->carriage, &result);

	if (step != VMCI_STEP_DONE)
		return step;
	turn->actions &= ~VMCI_CONNECTION_SEND;
	if (result < VMCI_SUCCESS && is_of_handshake(turn->packet.type))
		tell_next(turn, VMCI_ON_SEND_FAILED, vmci_stack_error(result));
	else if (result < VMCI_SUCCESS && turn->event.kind == VMCI_ON_SHUTDOWN)
		turn->result = vmci_stack_error(result);
	return VMCI_STEP_AGAIN;
}

/* Who is answered so need not get it: his own timer goes on. */
static enum vmci_step send_answer(const struct vmci_node *node, struct vmci_turn *turn,
				  unsigned int action)
{
	struct vmci_packet answer;
	int result = VMCI_SUCCESS;
	enum vmci_step step;

	vmci_packet_answer(&turn->event.packet,
			   action == VMCI_CONNECTION_ANSWER_RESET ? VMCI_PACKET_RST
								  : VMCI_PACKET_INVALID,
			   &answer);
	step = vmci_carrier_send_step(node, turn->transport, &answer, &turn->carriage, &result);
	if (step != VMCI_STEP_DONE)
		return step;
	turn->actions &= ~action;
	return VMCI_STEP_AGAIN;
}

/* The peer tells of a change in the rings. Who cannot believe what is there does nothing. */
static void begin_notice(const struct vmci_node *node, unsigned int slot, struct vmci_turn *turn)
{
	const struct vmci_notify *notify = &node->stack->sockets[slot].notify;
	struct vmci_notify_outcome outcome;
	struct vmci_notify_view view;
	struct vmci_ring_pair rings;

	turn->phase = TURN_NOTICE;
	vmci_carrier_rings(node, slot, &rings);
	if (vmci_notice_view(node->stack, slot, &rings, &view) < VMCI_SUCCESS)
		return;
	vmci_notify_receive(notify, &view, turn->event.packet.type, 1, &outcome);
	vmci_notice_begin(node->stack, slot, &outcome, &turn->notice);
}

/* What is not known while memory is away is looked at as soon as it is back. */
static enum vmci_step look_for_notice(const struct vmci_node *node, unsigned int slot,
				      struct vmci_turn *turn)
{
	struct vmci_stack_socket *socket = &node->stack->sockets[slot];
	int result = VMCI_ERROR_QUEUEPAIR_NOTATTACHED;
	enum vmci_step step = VMCI_STEP_DONE;

	if (has_pair(node->stack, slot))
		step = vmci_carrier_open_step(node, slot, &turn->carriage, &result);
	if (step != VMCI_STEP_DONE)
		return step;
	turn->actions &= ~VMCI_CONNECTION_NOTIFY;
	if (result >= VMCI_SUCCESS)
		begin_notice(node, slot, turn);
	else if (result == VMCI_ERROR_QUEUEPAIR_NOT_READY)
		socket->put_off |= vmci_stack_packet_bit(turn->event.packet.type);
	return VMCI_STEP_AGAIN;
}

/* With the lock held. Negative: there is no room, or no way to the client any more. */
static int enter_child(struct vmci_stack *stack, unsigned int slot, unsigned int transport,
		       unsigned int *child)
{
	const struct vmci_stack_socket *listener = &stack->sockets[slot];
	int result = VMCI_ENODEV;

	if (transport & stack->ports.transports.present)
		result = vmci_stack_enter(stack, VMCI_SOCKET_STREAM, &listener->options, child);
	if (result < VMCI_SUCCESS)
		return result;
	vmci_connection_inherit(&stack->sockets[*child].connection, &listener->connection);
	stack->ports.sockets[*child].transport = (vmci_table_index)transport;
	stack->sockets[*child].listener = (vmci_table_index)(slot + 1);
	vmci_stack_try_own(stack, *child);
	return VMCI_SUCCESS;
}

/* Opens a child, which is the caller's; else the client is told so, and the listener. */
static void open_child(struct vmci_stack *stack, unsigned int slot, struct vmci_turn *turn)
{
	unsigned int child = 0;

	vmci_hal_lock(&stack->lock);
	if (enter_child(stack, slot, turn->transport, &child) < VMCI_SUCCESS) {
		vmci_stack_tell_listener(stack, slot, VMCI_ON_CHILD_DROPPED);
		turn->actions |= VMCI_CONNECTION_ANSWER_RESET;
	} else {
		turn->child = (vmci_table_index)(child + 1);
	}
	vmci_hal_unlock(&stack->lock);
}

/* The child can be accepted, unless its listener is closed: then so is the child, by the work. */
static void child_ready(struct vmci_stack *stack, unsigned int slot)
{
	unsigned int listener;

	vmci_hal_lock(&stack->lock);
	listener = stack->sockets[slot].listener;
	if (listener != 0) {
		vmci_stack_tell_listener(stack, listener - 1, VMCI_ON_CHILD_READY);
		vmci_stack_append(stack, &stack->sockets[listener - 1].ready, VMCI_QUEUE_READY,
				  slot);
	}
	vmci_hal_unlock(&stack->lock);
	if (listener != 0)
		vmci_hal_socket_wake(stack->platform, listener - 1);
}

static void child_dropped(struct vmci_stack *stack, unsigned int slot)
{
	struct vmci_stack_socket *child = &stack->sockets[slot];

	vmci_hal_lock(&stack->lock);
	if (child->listener != 0)
		vmci_stack_tell_listener(stack, child->listener - 1u, VMCI_ON_CHILD_DROPPED);
	child->listener = 0;
	child->flags |= VMCI_STACK_DROPPED;
	vmci_hal_unlock(&stack->lock);
}

/* The children of a listener that is closed are nobody's: the work closes them. */
static void close_children(struct vmci_stack *stack, unsigned int slot)
{
	unsigned int i;
	int noted = 0;

	vmci_hal_lock(&stack->lock);
	while (vmci_stack_take(stack, &stack->sockets[slot].ready, VMCI_QUEUE_READY) != 0)
		;
	for (i = 0; i < VMCI_SOCKETS_MAX; i++) {
		if (stack->sockets[i].listener != slot + 1)
			continue;
		stack->sockets[i].listener = 0;
		noted |= vmci_stack_note(stack, i, VMCI_NOTE_CLOSED);
	}
	vmci_hal_unlock(&stack->lock);
	if (noted)
		vmci_hal_stack_work(stack->platform);
}

#define SOCKET_WAKES                                                                               \
	(VMCI_CONNECTION_WAKE_CONNECT | VMCI_CONNECTION_WAKE_ACCEPT |                              \
	 VMCI_CONNECTION_WAKE_READER | VMCI_CONNECTION_WAKE_WRITER)

/* Does what takes one step. */
static void act(const struct vmci_node *node, unsigned int slot, struct vmci_turn *turn,
		unsigned int action)
{
	turn->actions &= ~action;
	if (action == VMCI_CONNECTION_STOP_TIMER)
		stop_timer(node->stack, slot);
	else if (action == VMCI_CONNECTION_START_TIMER)
		start_timer(node->stack, slot);
	else if (action == VMCI_CONNECTION_OPEN_CHILD)
		open_child(node->stack, slot, turn);
	else if (action == VMCI_CONNECTION_CHILD_READY)
		child_ready(node->stack, slot);
	else if (action == VMCI_CONNECTION_CHILD_DROPPED)
		child_dropped(node->stack, slot);
	else if (action == VMCI_CONNECTION_CLOSE_CHILDREN)
		close_children(node->stack, slot);
	else if (action & SOCKET_WAKES) {
		turn->actions &= ~SOCKET_WAKES;
		vmci_hal_socket_wake(node->stack->platform, slot);
	}
}

/* The first of what is to be done: the bits are in the order in which it is. */
static enum vmci_step act_step(const struct vmci_node *node, unsigned int slot,
			       struct vmci_turn *turn)
{
	unsigned int action = turn->actions & (0u - turn->actions);

	switch (action) {
	case VMCI_CONNECTION_DETACH:
		return leave_pair(node, slot, turn);
	case VMCI_CONNECTION_ALLOCATE:
	case VMCI_CONNECTION_ATTACH:
		return make_pair(node, slot, turn);
	case VMCI_CONNECTION_SEND:
		return send_packet(node, slot, turn);
	case VMCI_CONNECTION_ANSWER_RESET:
	case VMCI_CONNECTION_ANSWER_INVALID:
		return send_answer(node, turn, action);
	case VMCI_CONNECTION_NOTIFY:
		return look_for_notice(node, slot, turn);
	default:
		act(node, slot, turn, action);
		return VMCI_STEP_AGAIN;
	}
}

/* All is done but to tell the connection what came of it. */
static enum vmci_step next_event(const struct vmci_node *node, unsigned int slot,
				 struct vmci_turn *turn)
{
	const struct vmci_stack_socket *socket = &node->stack->sockets[slot];

	if (turn->follows == 0)
		return VMCI_STEP_DONE;
	turn->event.kind = turn->follows;
	turn->event.handle = turn->handle;
	if (turn->follows == VMCI_ON_SEND_FAILED)
		turn->event.handle = socket->connection.handle;
	turn->event.error = turn->error;
	turn->phase = TURN_LOOK;
	return VMCI_STEP_AGAIN;
}

enum vmci_step vmci_turn_step(const struct vmci_node *node, unsigned int slot,
			      struct vmci_turn *turn)
{
	enum vmci_step step;

	switch ((enum turn_phase)turn->phase) {
	case TURN_LOOK:
		return look(node, slot, turn);
	case TURN_STEP:
		step = vmci_carrier_close_step(node, slot, &turn->carriage);
		if (step != VMCI_STEP_DONE)
			return step;
		step_connection(node->stack, slot, turn);
		turn->phase = TURN_ACT;
		return VMCI_STEP_AGAIN;
	case TURN_ACT:
		if (turn->actions == 0)
			return next_event(node, slot, turn);
		return act_step(node, slot, turn);
	case TURN_NOTICE:
		break;
	}
	step = vmci_carrier_close_step(node, slot, &turn->carriage);
	if (step != VMCI_STEP_DONE)
		return step;
	step = vmci_notice_step(node, slot, &turn->notice);
	if (step != VMCI_STEP_DONE)
		return step;
	turn->phase = TURN_ACT;
	return VMCI_STEP_AGAIN;
}
