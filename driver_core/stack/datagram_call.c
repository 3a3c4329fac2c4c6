// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The calls of sockets for datagrams that take several steps. A socket is owned from the first to
 * the last of them, so that its endpoint stays as it is but for its owner.
 */
#include "datagram.h"

enum datagram_phase {
	DATAGRAM_OWN,
	DATAGRAM_PORT,
	DATAGRAM_CREATE,
	DATAGRAM_CREATED,
	DATAGRAM_FAILED,
	DATAGRAM_ACT,
	DATAGRAM_KEEP,
	DATAGRAM_SEND,
	DATAGRAM_SETTLE,
	DATAGRAM_DESTROY,
	DATAGRAM_DESTROYED,
	DATAGRAM_LEAVE,
	DATAGRAM_RELEASE
};

void vmci_datagram_call_init(struct vmci_datagram_call *call, unsigned int slot, unsigned int kind)
{
	call->endpoint.handle.context = VMCI_ID_INVALID;
	call->endpoint.handle.resource = VMCI_ID_INVALID;
	call->endpoint.result = VMCI_SUCCESS;
	call->endpoint.phase = 0;
	call->endpoint.slot = 0;
	call->address.cid = VMCI_CID_ANY;
	call->address.port = VMCI_PORT_ANY;
	call->flags = 0;
	call->result = VMCI_SUCCESS;
	call->slot = (vmci_table_index)slot;
	call->tries = 0;
	call->is_privileged = 0;
	call->kind = (unsigned char)kind;
	call->phase = DATAGRAM_OWN;
}

void vmci_datagram_settle_init(struct vmci_datagram_call *call, unsigned int slot)
{
	vmci_datagram_call_init(call, slot, VMCI_DATAGRAM_SETTLE);
	call->phase = DATAGRAM_SETTLE;
}

/* The call is over: the socket is released. */
static enum vmci_step end(struct vmci_datagram_call *call, int result)
{
	call->result = result;
	call->phase = DATAGRAM_RELEASE;
	return VMCI_STEP_AGAIN;
}

static int is_bound(const struct vmci_stack *stack, unsigned int slot)
{
	return (stack->ports.sockets[slot].sets & VMCI_IN_BOUND) != 0;
}

static int has_endpoint(const struct vmci_stack *stack, unsigned int slot)
{
	return (stack->sockets[slot].flags & VMCI_STACK_ENDPOINT) != 0;
}

/* Whether a socket is to have an endpoint. */
static int needs_endpoint(const struct vmci_stack *stack, unsigned int slot)
{
	return is_bound(stack, slot) &&
	       (stack->ports.transports.present & VMCI_TRANSPORT_DATAGRAM) &&
	       vmci_datagram_has_endpoint(stack->ports.sockets[slot].bound.cid);
}

/* Where a datagram goes, and whether there is a way. With the lock held. */
static int check_send(struct vmci_stack *stack, struct vmci_datagram_call *call, vmci_u64 length)
{
	const struct vmci_connection *connection = &stack->sockets[call->slot].connection;
	const struct vmci_transports *transports = &stack->ports.transports;
	enum vmci_transport transport = VMCI_TRANSPORT_NONE;
	struct vmci_address remote;
	vmci_u32 bound_cid = VMCI_CID_ANY;
	int result;

	remote.cid = connection->remote_context;
	remote.port = connection->remote_port;
	if (is_bound(stack, call->slot))
		bound_cid = stack->ports.sockets[call->slot].bound.cid;
	result = vmci_datagram_check_send(connection->shutdown, call->flags, call->address, remote,
					  length, &call->address);
	if (result >= VMCI_SUCCESS)
		result = vmci_choose_transport(transports, VMCI_SOCKET_DATAGRAM, call->address.cid,
					       0, &transport);
	if (result >= VMCI_SUCCESS)
		result = vmci_datagram_check_way(transports, bound_cid, call->address.cid);
	return result;
}

/* Whether a call first binds the socket. A call that disconnects it does not. */
static int binds(const struct vmci_stack *stack, const struct vmci_datagram_call *call)
{
	if (call->kind == VMCI_DATAGRAM_BIND)
		return 1;
	if (call->kind == VMCI_DATAGRAM_CONNECT && !vmci_datagram_names(call->address))
		return 0;
	return call->kind != VMCI_DATAGRAM_CLOSE && !is_bound(stack, call->slot);
}

static enum vmci_step own(struct vmci_stack *stack, struct vmci_datagram_call *call,
			  vmci_u64 length)
{
	enum vmci_step step = VMCI_STEP_AGAIN;

	vmci_hal_lock(&stack->lock);
	if (!vmci_stack_try_own(stack, call->slot))
		step = VMCI_STEP_WAIT;
	else if (call->kind == VMCI_DATAGRAM_SEND)
		call->result = check_send(stack, call, length);
	if (step == VMCI_STEP_AGAIN)
		call->phase = call->result < VMCI_SUCCESS	  ? DATAGRAM_RELEASE
			      : binds(stack, call)		  ? DATAGRAM_PORT
			      : call->kind == VMCI_DATAGRAM_CLOSE ? DATAGRAM_SETTLE
								  : DATAGRAM_ACT;
	vmci_hal_unlock(&stack->lock);
	return step;
}

/* The port that the caller wants, or any. */
static enum vmci_step choose_port(struct vmci_stack *stack, struct vmci_datagram_call *call)
{
	int asks = call->kind == VMCI_DATAGRAM_BIND;
	int result;

	vmci_hal_lock(&stack->lock);
	if (asks)
		result = vmci_ports_bind(&stack->ports, call->slot, call->address,
					 call->is_privileged);
	else
		result = vmci_ports_autobind(&stack->ports, call->slot);
	if (result >= VMCI_SUCCESS)
		vmci_stack_set_bound(stack, call->slot);
	call->phase = needs_endpoint(stack, call->slot) ? DATAGRAM_CREATE : DATAGRAM_ACT;
	vmci_hal_unlock(&stack->lock);
	if (result < VMCI_SUCCESS)
		return end(call, result);
	return VMCI_STEP_AGAIN;
}

/* Nobody knows the port yet; what has come to it is lost. */
static void give_port_back(struct vmci_stack *stack, unsigned int slot)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];

	vmci_hal_lock(&stack->lock);
	vmci_ports_unbind(&stack->ports, slot);
	socket->connection.bound_context = VMCI_ID_INVALID;
	socket->connection.local_context = VMCI_ID_INVALID;
	socket->connection.local_port = VMCI_ID_INVALID;
	vmci_datagram_forget_all(&stack->datagrams, &stack->pool, &socket->received);
	vmci_hal_unlock(&stack->lock);
}

/* A socket that had no endpoint for some time is told that there is none any more. */
static enum vmci_step fail_to_settle(struct vmci_stack *stack, struct vmci_datagram_call *call,
				     int error)
{
	vmci_hal_lock(&stack->lock);
	stack->sockets[call->slot].connection.error = error;
	vmci_hal_unlock(&stack->lock);
	vmci_hal_socket_wake(stack->platform, call->slot);
	return end(call, VMCI_SUCCESS);
}

/* Another port is tried if the caller takes any, and another client of the driver has this one. */
static enum vmci_step fail_to_create(struct vmci_stack *stack, struct vmci_datagram_call *call)
{
	int result = call->endpoint.result;
	int takes_any = call->kind != VMCI_DATAGRAM_BIND || call->address.port == VMCI_PORT_ANY;
	int is_taken = result == VMCI_ERROR_ALREADY_EXISTS;

	if (call->kind == VMCI_DATAGRAM_SETTLE)
		return fail_to_settle(stack, call, is_taken ? VMCI_EADDRINUSE : VMCI_ENOMEM);
	give_port_back(stack, call->slot);
	if (!is_taken)
		return end(call, vmci_stack_error(result));
	if (!takes_any)
		return end(call, VMCI_EADDRINUSE);
	if (call->tries == VMCI_RESOURCES_MAX)
		return end(call, VMCI_EADDRNOTAVAIL);
	call->tries = (vmci_table_index)(call->tries + 1);
	call->phase = DATAGRAM_PORT;
	return VMCI_STEP_AGAIN;
}

/* Any context's, as the machine may get another one. */
static enum vmci_step create(const struct vmci_node *node, struct vmci_datagram_call *call)
{
	struct vmci_stack *stack = node->stack;
	struct vmci_handle created;

	call->endpoint.result = vmci_endpoint_create(
		node->guest, stack->ports.sockets[call->slot].bound.port,
		VMCI_ENDPOINT_FLAG_ANY_CONTEXT, vmci_hal_stack_packets(stack->platform), &created);
	call->phase = call->endpoint.result < VMCI_SUCCESS ? DATAGRAM_FAILED : DATAGRAM_CREATED;
	return VMCI_STEP_AGAIN;
}

/* The driver has an endpoint of the socket's, or has it no more. */
static void set_endpoint(struct vmci_stack *stack, unsigned int slot, int has)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];

	vmci_hal_lock(&stack->lock);
	socket->flags &= (unsigned char)~VMCI_STACK_ENDPOINT;
	if (has)
		socket->flags |= VMCI_STACK_ENDPOINT;
	vmci_hal_unlock(&stack->lock);
}

static enum vmci_step created(struct vmci_stack *stack, struct vmci_datagram_call *call)
{
	set_endpoint(stack, call->slot, 1);
	if (call->kind == VMCI_DATAGRAM_SETTLE)
		return end(call, VMCI_SUCCESS);
	call->phase = DATAGRAM_ACT;
	return VMCI_STEP_AGAIN;
}

static void connect_to(struct vmci_stack *stack, unsigned int slot, struct vmci_address address)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];

	vmci_hal_lock(&stack->lock);
	socket->connection.remote_context = address.cid;
	socket->connection.remote_port = address.port;
	if (vmci_datagram_names(address))
		vmci_datagram_keep_from(&stack->datagrams, &stack->pool, &socket->received,
					address);
	vmci_hal_unlock(&stack->lock);
}

/* Within the machine it is received at once; else the driver is given it, in the socket's name. */
static enum vmci_step send(struct vmci_stack *stack, struct vmci_datagram_call *call,
			   struct vmci_datagram *datagram, vmci_u64 length)
{
	const struct vmci_address *bound = &stack->ports.sockets[call->slot].bound;
	int is_within;
	int has;

	vmci_hal_lock(&stack->lock);
	is_within = vmci_cid_is_within(&stack->ports.transports, call->address.cid);
	has = has_endpoint(stack, call->slot);
	datagram->dst.context = call->address.cid;
	datagram->dst.resource = call->address.port;
	datagram->src.context = VMCI_ID_INVALID;
	if (is_within)
		datagram->src.context = vmci_source_within(bound->cid, call->address.cid);
	datagram->src.resource = bound->port;
	vmci_hal_unlock(&stack->lock);
	datagram->payload_size = length;
	if (!is_within && !has)
		return end(call, VMCI_ENODEV);
	call->phase = is_within ? DATAGRAM_KEEP : DATAGRAM_SEND;
	return VMCI_STEP_AGAIN;
}

static enum vmci_step send_within(struct vmci_stack *stack, struct vmci_datagram_call *call,
				  const struct vmci_datagram *datagram)
{
	struct vmci_address from;
	int result;

	from.cid = datagram->src.context;
	from.port = datagram->src.resource;
	result = vmci_datagram_keep(stack, from, call->address, datagram + 1,
				    datagram->payload_size);
	return end(call, vmci_stack_error(result));
}

static enum vmci_step act(struct vmci_stack *stack, struct vmci_datagram_call *call,
			  struct vmci_datagram *datagram, vmci_u64 length)
{
	if (call->kind == VMCI_DATAGRAM_SEND)
		return send(stack, call, datagram, length);
	if (call->kind == VMCI_DATAGRAM_CONNECT)
		connect_to(stack, call->slot, call->address);
	return end(call, VMCI_SUCCESS);
}

static enum vmci_step send_through_device(const struct vmci_node *node,
					  struct vmci_datagram_call *call,
					  struct vmci_datagram *datagram)
{
	enum vmci_step step = vmci_endpoint_send_step(node->guest, datagram, &call->endpoint);

	if (step != VMCI_STEP_DONE)
		return step;
	return end(call, vmci_stack_error(call->endpoint.result));
}

/* An endpoint that is not needed any more goes; one that is needed comes. */
static enum vmci_step settle(struct vmci_stack *stack, struct vmci_datagram_call *call)
{
	int closes = call->kind == VMCI_DATAGRAM_CLOSE;
	int needs;
	int has;

	vmci_hal_lock(&stack->lock);
	needs = !closes && needs_endpoint(stack, call->slot);
	has = has_endpoint(stack, call->slot);
	call->endpoint.handle.resource = stack->ports.sockets[call->slot].bound.port;
	vmci_hal_unlock(&stack->lock);
	call->phase = has && !needs   ? DATAGRAM_DESTROY
		      : needs && !has ? DATAGRAM_CREATE
		      : closes	      ? DATAGRAM_LEAVE
				      : DATAGRAM_RELEASE;
	return VMCI_STEP_AGAIN;
}

static enum vmci_step destroy(const struct vmci_node *node, struct vmci_datagram_call *call)
{
	enum vmci_step step = vmci_endpoint_destroy_step(node->guest, &call->endpoint);

	if (step != VMCI_STEP_DONE)
		return step;
	call->phase = DATAGRAM_DESTROYED;
	return VMCI_STEP_AGAIN;
}

static enum vmci_step destroyed(struct vmci_stack *stack, struct vmci_datagram_call *call)
{
	set_endpoint(stack, call->slot, 0);
	call->phase = call->kind == VMCI_DATAGRAM_CLOSE ? DATAGRAM_LEAVE : DATAGRAM_RELEASE;
	return VMCI_STEP_AGAIN;
}

enum vmci_step vmci_datagram_call_step(const struct vmci_node *node,
				       struct vmci_datagram_call *call,
				       struct vmci_datagram *datagram, vmci_u64 length)
{
	switch ((enum datagram_phase)call->phase) {
	case DATAGRAM_OWN:
		return own(node->stack, call, length);
	case DATAGRAM_PORT:
		return choose_port(node->stack, call);
	case DATAGRAM_CREATE:
		return create(node, call);
	case DATAGRAM_CREATED:
		return created(node->stack, call);
	case DATAGRAM_FAILED:
		return fail_to_create(node->stack, call);
	case DATAGRAM_ACT:
		return act(node->stack, call, datagram, length);
	case DATAGRAM_KEEP:
		return send_within(node->stack, call, datagram);
	case DATAGRAM_SEND:
		return send_through_device(node, call, datagram);
	case DATAGRAM_SETTLE:
		return settle(node->stack, call);
	case DATAGRAM_DESTROY:
		return destroy(node, call);
	case DATAGRAM_DESTROYED:
		return destroyed(node->stack, call);
	case DATAGRAM_LEAVE:
		return vmci_stack_leave_step(node->stack, call->slot);
	case DATAGRAM_RELEASE:
		break;
	}
	vmci_stack_release(node->stack, call->slot);
	return VMCI_STEP_DONE;
}
