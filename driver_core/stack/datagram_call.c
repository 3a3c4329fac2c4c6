// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The calls of sockets for datagrams that take several steps. A socket is owned from the first to
 * the last of them, so that its endpoints stay as they are but for its owner.
 */
#include "datagram.h"

enum datagram_phase {
	DATAGRAM_OWN,
	DATAGRAM_PORT,
	DATAGRAM_SETTLE,
	DATAGRAM_CREATE,
	DATAGRAM_DESTROY,
	DATAGRAM_CHANGED,
	DATAGRAM_FAILED,
	DATAGRAM_ACT,
	DATAGRAM_KEEP,
	DATAGRAM_SEND,
	DATAGRAM_LEAVE,
	DATAGRAM_RELEASE
};

void vmci_datagram_call_init(struct vmci_datagram_call *call, unsigned int slot, unsigned int kind)
{
	vmci_datagram_endpoint_init(&call->endpoint);
	call->address = vmci_address_of(VMCI_CID_ANY, VMCI_PORT_ANY);
	call->flags = 0;
	call->result = VMCI_SUCCESS;
	call->slot = (vmci_table_index)slot;
	call->tries = 0;
	call->is_privileged = 0;
	call->ways = VMCI_TRANSPORT_NONE;
	call->as = VMCI_TRANSPORT_NONE;
	call->failed = VMCI_TRANSPORT_NONE;
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

/* Which endpoints a socket is to have. With the lock held, as the next. */
static unsigned int needed(const struct vmci_stack *stack, const struct vmci_datagram_call *call)
{
	const struct vmci_socket *socket = &stack->ports.sockets[call->slot];

	if (call->kind == VMCI_DATAGRAM_CLOSE || !is_bound(stack, call->slot))
		return VMCI_TRANSPORT_NONE;
	if (call->failed && call->kind != VMCI_DATAGRAM_SETTLE)
		return VMCI_TRANSPORT_NONE;
	return vmci_datagram_outward(socket->bound.cid) & stack->ports.transports.present &
	       ~(unsigned int)call->failed;
}

/* What follows when the socket has these. */
static enum datagram_phase phase_behind(const struct vmci_datagram_call *call)
{
	if (call->failed)
		return DATAGRAM_FAILED;
	if (call->kind == VMCI_DATAGRAM_CLOSE)
		return DATAGRAM_LEAVE;
	return call->kind == VMCI_DATAGRAM_SETTLE ? DATAGRAM_RELEASE : DATAGRAM_ACT;
}

/* An endpoint that is not needed goes, one that is needed comes, one after the other. */
static void settle(const struct vmci_stack *stack, struct vmci_datagram_call *call)
{
	unsigned int needs = needed(stack, call);
	unsigned int has = stack->sockets[call->slot].endpoints;
	unsigned int differs = has & ~needs ? has & ~needs : needs & ~has;

	call->as = (unsigned char)(differs & (0u - differs));
	call->phase = (unsigned char)phase_behind(call);
	if (has & ~needs)
		call->phase = DATAGRAM_DESTROY;
	else if (needs & ~has)
		call->phase = DATAGRAM_CREATE;
}

/* Where a datagram goes, and whether there is a way. With the lock held. */
static int check_send(struct vmci_stack *stack, struct vmci_datagram_call *call, vmci_u64 length)
{
	const struct vmci_connection *connection = &stack->sockets[call->slot].connection;
	const struct vmci_transports *transports = &stack->ports.transports;
	struct vmci_address remote = vmci_connection_remote(connection);
	vmci_u32 bound_cid = VMCI_CID_ANY;
	unsigned int ways;
	int result;

	if (is_bound(stack, call->slot))
		bound_cid = stack->ports.sockets[call->slot].bound.cid;
	result = vmci_datagram_check_send(connection->shutdown, call->flags, call->address, remote,
					  length, &call->address);
	if (result >= VMCI_SUCCESS)
		result = vmci_datagram_ways(transports, bound_cid, call->address.cid, &ways);
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
	settle(stack, call);
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

/* Another port is tried if the caller takes any, and somebody else has this one. */
static enum vmci_step fail_to_create(struct vmci_stack *stack, struct vmci_datagram_call *call)
{
	int result = call->result;
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
	call->result = VMCI_SUCCESS;
	call->failed = VMCI_TRANSPORT_NONE;
	call->phase = DATAGRAM_PORT;
	return VMCI_STEP_AGAIN;
}

static enum vmci_step create(const struct vmci_node *node, struct vmci_datagram_call *call)
{
	int result = vmci_datagram_endpoint_create(node, call->slot, call->as);

	call->phase = DATAGRAM_CHANGED;
	if (result < VMCI_SUCCESS) {
		call->result = result;
		call->failed |= call->as;
		call->phase = DATAGRAM_SETTLE;
	}
	return VMCI_STEP_AGAIN;
}

static enum vmci_step destroy(const struct vmci_node *node, struct vmci_datagram_call *call)
{
	enum vmci_step step =
		vmci_datagram_endpoint_destroy_step(node, call->slot, call->as, &call->endpoint);

	if (step != VMCI_STEP_DONE)
		return step;
	call->phase = DATAGRAM_CHANGED;
	return VMCI_STEP_AGAIN;
}

/* The socket has one more endpoint, or one less. */
static enum vmci_step go_on_settling(struct vmci_stack *stack, struct vmci_datagram_call *call)
{
	vmci_hal_lock(&stack->lock);
	if (call->phase == DATAGRAM_CHANGED)
		stack->sockets[call->slot].endpoints ^= call->as;
	settle(stack, call);
	vmci_hal_unlock(&stack->lock);
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

/* The ways by which it can go; all but that within the machine are those of endpoints. */
static int find_ways(const struct vmci_stack *stack, struct vmci_datagram_call *call)
{
	unsigned int ways = VMCI_TRANSPORT_NONE;
	int result = vmci_datagram_ways(&stack->ports.transports,
					stack->ports.sockets[call->slot].bound.cid,
					call->address.cid, &ways);

	ways &= VMCI_TRANSPORT_LOCAL | (unsigned int)stack->sockets[call->slot].endpoints;
	call->ways = (unsigned char)ways;
	return result >= VMCI_SUCCESS && ways == VMCI_TRANSPORT_NONE ? VMCI_ENODEV : result;
}

/* Within the machine it is received at once; else it is sent in the socket's name. */
static enum vmci_step send(struct vmci_stack *stack, struct vmci_datagram_call *call,
			   struct vmci_datagram *datagram, vmci_u64 length)
{
	const struct vmci_address *bound = &stack->ports.sockets[call->slot].bound;
	int result;

	vmci_hal_lock(&stack->lock);
	result = find_ways(stack, call);
	datagram->dst.context = call->address.cid;
	datagram->dst.resource = call->address.port;
	datagram->src.context = VMCI_ID_INVALID;
	if (call->ways & VMCI_TRANSPORT_LOCAL)
		datagram->src.context = vmci_source_within(bound->cid, call->address.cid);
	datagram->src.resource = bound->port;
	vmci_hal_unlock(&stack->lock);
	datagram->payload_size = length;
	if (result < VMCI_SUCCESS)
		return end(call, result);
	call->phase = call->ways & VMCI_TRANSPORT_LOCAL ? DATAGRAM_KEEP : DATAGRAM_SEND;
	return VMCI_STEP_AGAIN;
}

static enum vmci_step send_within(struct vmci_stack *stack, struct vmci_datagram_call *call,
				  const struct vmci_datagram *datagram)
{
	struct vmci_address from = vmci_address_of(datagram->src.context, datagram->src.resource);
	int result;

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

/* What a host has no virtual machine for goes on to the host of this one. */
static enum vmci_step send_out(const struct vmci_node *node, struct vmci_datagram_call *call,
			       struct vmci_datagram *datagram)
{
	unsigned int as = call->ways & VMCI_TRANSPORT_HOST_TO_GUEST;
	int result = VMCI_SUCCESS;
	enum vmci_step step;

	if (as == VMCI_TRANSPORT_NONE)
		as = VMCI_TRANSPORT_GUEST_TO_HOST;
	step = vmci_datagram_endpoint_send_step(node, as, datagram, &call->endpoint, &result);
	if (step != VMCI_STEP_DONE)
		return step;
	call->ways &= (unsigned char)~as;
	if (result != VMCI_ERROR_DST_UNREACHABLE || call->ways == VMCI_TRANSPORT_NONE)
		return end(call, vmci_stack_error(result));
	datagram->src.context = VMCI_ID_INVALID;
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
	case DATAGRAM_SETTLE:
	case DATAGRAM_CHANGED:
		return go_on_settling(node->stack, call);
	case DATAGRAM_CREATE:
		return create(node, call);
	case DATAGRAM_DESTROY:
		return destroy(node, call);
	case DATAGRAM_FAILED:
		return fail_to_create(node->stack, call);
	case DATAGRAM_ACT:
		return act(node->stack, call, datagram, length);
	case DATAGRAM_KEEP:
		return send_within(node->stack, call, datagram);
	case DATAGRAM_SEND:
		return send_out(node, call, datagram);
	case DATAGRAM_LEAVE:
		return vmci_stack_leave_step(node->stack, call->slot);
	case DATAGRAM_RELEASE:
		break;
	}
	vmci_stack_release(node->stack, call->slot);
	return VMCI_STEP_DONE;
}
