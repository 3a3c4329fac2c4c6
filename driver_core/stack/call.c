// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The calls that make a socket one end of a connection, and end it. */
#include "call.h"

enum call_phase { CALL_OWN, CALL_NAME, CALL_TURN, CALL_LEAVE, CALL_RELEASE };

int vmci_stack_open(struct vmci_stack *stack, vmci_u32 type, vmci_u32 protocol, int is_trusted,
		    unsigned int *slot)
{
	struct vmci_options options;
	int result = vmci_socket_check_type(type, protocol);

	if (result < VMCI_SUCCESS)
		return result;
	if (type == VMCI_SOCKET_SEQPACKET)
		return VMCI_ESOCKTNOSUPPORT;
	vmci_options_init(&options, is_trusted);
	vmci_hal_lock(&stack->lock);
	result = vmci_stack_enter(stack, type, &options, slot);
	vmci_hal_unlock(&stack->lock);
	return result;
}

int vmci_stack_bind(struct vmci_stack *stack, unsigned int slot, struct vmci_address address,
		    int is_privileged)
{
	int result = VMCI_EOPNOTSUPP;

	vmci_hal_lock(&stack->lock);
	if (stack->ports.sockets[slot].type != VMCI_SOCKET_DATAGRAM)
		result = vmci_ports_bind(&stack->ports, slot, address, is_privileged);
	if (result >= VMCI_SUCCESS)
		vmci_stack_set_bound(stack, slot);
	vmci_hal_unlock(&stack->lock);
	return result;
}

/* A queue of one byte could tell nobody that it is empty, see vmci_notify_init(). */
#define QUEUE_MIN 2u

/* What the owner wants now goes for what begins now. */
static void set_sizes(const struct vmci_stack *stack, struct vmci_stack_socket *socket)
{
	struct vmci_connection *connection = &socket->connection;

	connection->buffer_size = socket->options.buffer_size;
	connection->buffer_min = socket->options.buffer_min_size;
	connection->buffer_max = socket->options.buffer_max_size;
	if (connection->buffer_size < QUEUE_MIN)
		connection->buffer_size = QUEUE_MIN;
	if (connection->buffer_min < QUEUE_MIN)
		connection->buffer_min = QUEUE_MIN;
	connection->protocols = stack->protocols;
}

/* Makes a step of a connection that wants nothing done but to wake others. With the lock held. */
static int tell_connection(struct vmci_stack *stack, unsigned int slot,
			   const struct vmci_connection_event *event)
{
	struct vmci_connection_outcome outcome;
	int result = vmci_connection_step(&stack->sockets[slot].connection, event, &outcome);

	stack->sockets[slot].connection = outcome.connection;
	return result;
}

int vmci_stack_listen(struct vmci_stack *stack, unsigned int slot, vmci_u32 backlog)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];
	struct vmci_connection_event event;
	int result;

	vmci_stack_event(&event, VMCI_ON_LISTEN);
	vmci_hal_lock(&stack->lock);
	result = vmci_socket_listen(
		stack->ports.sockets[slot].type, vmci_stack_state(&socket->connection),
		(stack->ports.sockets[slot].sets & VMCI_IN_BOUND) != 0, backlog, &event.backlog);
	if (result >= VMCI_SUCCESS) {
		set_sizes(stack, socket);
		result = tell_connection(stack, slot, &event);
	}
	vmci_hal_unlock(&stack->lock);
	return result;
}

int vmci_stack_accept(struct vmci_stack *stack, unsigned int slot, unsigned int *child)
{
	struct vmci_connection_event event;
	unsigned int link;
	int result;

	vmci_stack_event(&event, VMCI_ON_ACCEPT);
	vmci_hal_lock(&stack->lock);
	result = tell_connection(stack, slot, &event);
	if (result >= VMCI_SUCCESS) {
		link = vmci_stack_take(stack, &stack->sockets[slot].ready, VMCI_QUEUE_READY);
		*child = link - 1;
		stack->sockets[*child].listener = 0;
	}
	vmci_hal_unlock(&stack->lock);
	return result;
}

/* Only the error changes: an owner may look at the rest meanwhile. With the lock held. */
static int take_error(struct vmci_stack *stack, unsigned int slot)
{
	struct vmci_connection *connection = &stack->sockets[slot].connection;
	struct vmci_connection_outcome outcome;
	struct vmci_connection_event event;
	int result;

	vmci_stack_event(&event, VMCI_ON_TAKE_ERROR);
	result = vmci_connection_step(connection, &event, &outcome);
	connection->error = outcome.connection.error;
	return result;
}

int vmci_stack_connected(struct vmci_stack *stack, unsigned int slot)
{
	const struct vmci_connection *connection = &stack->sockets[slot].connection;
	int result = VMCI_SUCCESS;

	vmci_hal_lock(&stack->lock);
	if (connection->state == VMCI_CONNECTION_SYN_SENT)
		result = VMCI_EINPROGRESS;
	else if (!(connection->flags & VMCI_CONNECTION_ONCE))
		result = take_error(stack, slot);
	if (result == VMCI_SUCCESS && !(connection->flags & VMCI_CONNECTION_ONCE))
		result = VMCI_ENOTCONN;
	vmci_hal_unlock(&stack->lock);
	return result;
}

int vmci_stack_take_error(struct vmci_stack *stack, unsigned int slot)
{
	int result;

	vmci_hal_lock(&stack->lock);
	result = take_error(stack, slot);
	vmci_hal_unlock(&stack->lock);
	return result;
}

void vmci_stack_addresses(struct vmci_stack *stack, unsigned int slot, struct vmci_address *local,
			  struct vmci_address *remote)
{
	const struct vmci_connection *connection = &stack->sockets[slot].connection;

	vmci_hal_lock(&stack->lock);
	local->cid = connection->local_context;
	local->port = connection->local_port;
	remote->cid = connection->remote_context;
	remote->port = connection->remote_port;
	vmci_hal_unlock(&stack->lock);
}

int vmci_stack_set_option(struct vmci_stack *stack, unsigned int slot, vmci_u32 level,
			  vmci_u32 name, vmci_u32 length, const struct vmci_option *option)
{
	int result;

	vmci_hal_lock(&stack->lock);
	result = vmci_option_set(&stack->sockets[slot].options, level, name, length, option);
	vmci_hal_unlock(&stack->lock);
	return result;
}

int vmci_stack_get_option(struct vmci_stack *stack, unsigned int slot, vmci_u32 level,
			  vmci_u32 name, vmci_u32 length, struct vmci_option *option)
{
	int result;

	vmci_hal_lock(&stack->lock);
	result = vmci_option_get(&stack->sockets[slot].options, level, name, length, option);
	vmci_hal_unlock(&stack->lock);
	return result;
}

void vmci_stack_set_low_mark(struct vmci_stack *stack, unsigned int slot, vmci_u32 bytes)
{
	vmci_hal_lock(&stack->lock);
	stack->sockets[slot].low_mark = vmci_low_mark(bytes);
	vmci_hal_unlock(&stack->lock);
}

vmci_u32 vmci_stack_low_mark(struct vmci_stack *stack, unsigned int slot)
{
	vmci_u32 bytes;

	vmci_hal_lock(&stack->lock);
	bytes = stack->sockets[slot].low_mark;
	vmci_hal_unlock(&stack->lock);
	return bytes;
}

void vmci_call_init(struct vmci_call *call, unsigned int slot, unsigned int kind)
{
	vmci_turn_init(&call->turn);
	call->remote = vmci_address_of(VMCI_CID_ANY, VMCI_PORT_ANY);
	call->attempt.context = VMCI_ID_INVALID;
	call->attempt.resource = VMCI_ID_INVALID;
	call->mode = 0;
	call->result = VMCI_SUCCESS;
	call->slot = (vmci_table_index)slot;
	call->address_flags = 0;
	call->kind = (unsigned char)kind;
	call->phase = CALL_OWN;
}

/* Chooses the way to the peer, and gives an unbound socket an address. With the lock held. */
static int find_way(struct vmci_stack *stack, struct vmci_call *call)
{
	const struct vmci_transports *transports = &stack->ports.transports;
	struct vmci_stack_socket *socket = &stack->sockets[call->slot];
	enum vmci_transport transport = VMCI_TRANSPORT_NONE;
	int result = VMCI_EINVAL;

	if (vmci_address_is_full(call->remote))
		result = vmci_choose_transport(transports, VMCI_SOCKET_STREAM, call->remote.cid,
					       call->address_flags, &transport);
	if (result >= VMCI_SUCCESS)
		result = vmci_transport_check_remote(transport, call->remote.cid);
	if (result >= VMCI_SUCCESS)
		result = vmci_ports_autobind(&stack->ports, call->slot);
	if (result < VMCI_SUCCESS ||
	    vmci_stack_state(&socket->connection) != VMCI_SOCKET_UNCONNECTED)
		return result;
	stack->ports.sockets[call->slot].transport = (vmci_table_index)transport;
	vmci_stack_set_bound(stack, call->slot);
	set_sizes(stack, socket);
	return result;
}

static void make_event(struct vmci_call *call)
{
	static const unsigned char kinds[] = {VMCI_ON_CONNECT, VMCI_ON_SIGNAL, VMCI_ON_SHUTDOWN,
					      VMCI_ON_CLOSE};
	struct vmci_connection_event *event = &call->turn.event;

	vmci_stack_event(event, kinds[call->kind]);
	event->handle = call->attempt;
	event->context = call->remote.cid;
	event->port = call->remote.port;
	event->mode = call->mode;
}

/* Begins the turn, the caller's who then owns the socket. */
static enum vmci_step begin(struct vmci_stack *stack, struct vmci_call *call)
{
	enum vmci_step step = VMCI_STEP_AGAIN;

	vmci_hal_lock(&stack->lock);
	if (stack->ports.sockets[call->slot].type == VMCI_SOCKET_DATAGRAM) {
		call->result = VMCI_EOPNOTSUPP;
		step = VMCI_STEP_DONE;
	} else if (stack->sockets[call->slot].flags & VMCI_STACK_OWNED) {
		step = VMCI_STEP_WAIT;
	} else {
		if (call->kind == VMCI_CALL_CONNECT)
			call->result = find_way(stack, call);
		if (call->result < VMCI_SUCCESS)
			step = VMCI_STEP_DONE;
		else
			vmci_stack_try_own(stack, call->slot);
	}
	vmci_hal_unlock(&stack->lock);
	make_event(call);
	call->phase = step != VMCI_STEP_AGAIN		? CALL_OWN
		      : call->kind == VMCI_CALL_CONNECT ? CALL_NAME
							: CALL_TURN;
	return step;
}

static enum vmci_step take_turn(const struct vmci_node *node, struct vmci_call *call)
{
	enum vmci_step step;

	step = vmci_turn_step(node, call->slot, &call->turn);
	if (step != VMCI_STEP_DONE)
		return step;
	call->result = call->turn.result;
	vmci_turn_init(&call->turn);
	call->phase = call->kind == VMCI_CALL_CLOSE ? CALL_LEAVE : CALL_RELEASE;
	return VMCI_STEP_AGAIN;
}

enum vmci_step vmci_call_step(const struct vmci_node *node, struct vmci_call *call)
{
	switch ((enum call_phase)call->phase) {
	case CALL_OWN:
		return begin(node->stack, call);
	case CALL_NAME:
		call->attempt = vmci_carrier_name(node, call->slot, call->remote.cid);
		make_event(call);
		call->phase = CALL_TURN;
		return VMCI_STEP_AGAIN;
	case CALL_TURN:
		return take_turn(node, call);
	case CALL_LEAVE:
		return vmci_stack_leave_step(node->stack, call->slot);
	case CALL_RELEASE:
		break;
	}
	vmci_stack_release(node->stack, call->slot);
	return VMCI_STEP_DONE;
}
