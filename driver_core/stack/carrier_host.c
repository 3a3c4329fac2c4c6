// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Connections of a host with its virtual machines: queue pairs by its broker, and datagrams as its
 * programs send them.
 *
 * The memory of the rings is the virtual machine's. It can be taken away and come back, so that an
 * operation on them claims the pair: then it stays where it is.
 */
#include "ways.h"

#ifdef VMCI_HAL_HOST

#include "../host/host_ring.h"

enum host_make_phase { HOST_MAKE_BEGIN, HOST_MAKE_PAIR, HOST_MAKE_STRANGE, HOST_MAKE_LEAVE };

enum host_leave_phase { HOST_LEAVE_BEGIN, HOST_LEAVE_PAIR };

enum open_phase { OPEN_BEGIN, OPEN_CLAIM, OPEN_AWAY, OPEN_BEGIN_AGAIN, OPEN_CLAIM_AGAIN };

static void init_pair(struct vmci_broker_operation *pair)
{
	pair->request.handle.context = VMCI_ID_INVALID;
	pair->request.handle.resource = VMCI_ID_INVALID;
	pair->request.produce_size = 0;
	pair->request.consume_size = 0;
	pair->request.pages = 0;
	pair->request.context = VMCI_CONTEXT_HOST;
	pair->request.peer = VMCI_ID_INVALID;
	pair->request.flags = 0;
	pair->request.privileges = 0;
	pair->request.capabilities = 0;
	pair->result = VMCI_SUCCESS;
	vmci_pair_init(&pair->outcome.pair);
	pair->outcome.actions = 0;
	pair->slot = 0;
	pair->phase = 0;
	pair->wake = 0;
}

static void init_end(struct vmci_host_operation *end)
{
	end->handle.context = VMCI_ID_INVALID;
	end->handle.resource = VMCI_ID_INVALID;
	end->sources = 0;
	end->targets = 0;
	end->count = 0;
	end->request = VMCI_HOST_CONSUME_BUF_READY;
	end->blocks = 0;
	end->phase = 0;
	end->wake = 0;
	end->slot = 0;
	end->result = VMCI_SUCCESS;
	end->bytes = 0;
	end->tail = 0;
	end->head = 0;
}

void vmci_host_carriage_init(struct vmci_host_carriage *carriage)
{
	init_pair(&carriage->pair);
	vmci_host_send_init(&carriage->send, sizeof(struct vmci_packet_msg));
	init_end(&carriage->end);
	carriage->claimed = 0;
}

static struct vmci_handle host_name(const struct vmci_node *node, unsigned int slot,
				    vmci_u32 remote)
{
	(void)slot, (void)remote;
	return vmci_broker_draw(&node->host->broker);
}

static void host_ask(const struct vmci_stack *stack, unsigned int slot, int attaches,
		     struct vmci_handle handle, vmci_u64 size, struct vmci_pair_request *request)
{
	const struct vmci_stack_socket *socket = &stack->sockets[slot];

	request->handle = handle;
	request->produce_size = size;
	request->consume_size = size;
	request->peer = socket->connection.remote_context;
	if (attaches)
		request->flags = VMCI_QUEUE_PAIR_ATTACH_ONLY;
	if (socket->options.is_trusted)
		request->privileges = VMCI_PRIVILEGE_TRUSTED;
}

/* A virtual machine may have made a pair of the name that was drawn: it is not the connection's. */
static enum vmci_step made(struct vmci_stack_socket *socket, int attaches,
			   struct vmci_carriage *carriage, int *result)
{
	const struct vmci_broker_operation *pair = &carriage->host.pair;

	*result = pair->result;
	if (!attaches && pair->result == VMCI_SUCCESS_QUEUEPAIR_ATTACH) {
		carriage->phase = HOST_MAKE_STRANGE;
		return VMCI_STEP_AGAIN;
	}
	if (*result >= VMCI_SUCCESS) {
		socket->pair = pair->slot;
		*result = VMCI_SUCCESS;
	}
	return VMCI_STEP_DONE;
}

/* Its rings begin empty: so a new pair's are for the broker. */
static enum vmci_step host_make_step(const struct vmci_node *node, unsigned int slot, int attaches,
				     struct vmci_handle handle, vmci_u64 size,
				     struct vmci_carriage *carriage, int *result)
{
	struct vmci_broker *broker = &node->host->broker;
	struct vmci_broker_operation *pair = &carriage->host.pair;
	enum vmci_step step;

	switch ((enum host_make_phase)carriage->phase) {
	case HOST_MAKE_BEGIN:
		host_ask(node->stack, slot, attaches, handle, size, &pair->request);
		carriage->phase = HOST_MAKE_PAIR;
		return VMCI_STEP_AGAIN;
	case HOST_MAKE_PAIR:
		step = vmci_broker_alloc_step(broker, pair);
		if (step != VMCI_STEP_DONE)
			return step;
		return made(&node->stack->sockets[slot], attaches, carriage, result);
	case HOST_MAKE_STRANGE:
		init_pair(pair);
		pair->request.handle = handle;
		carriage->phase = HOST_MAKE_LEAVE;
		return VMCI_STEP_AGAIN;
	case HOST_MAKE_LEAVE:
		break;
	}
	*result = VMCI_ERROR_UNAVAILABLE;
	return vmci_broker_detach_step(broker, pair);
}

static enum vmci_step host_leave_step(const struct vmci_node *node, unsigned int slot,
				      struct vmci_handle handle, struct vmci_carriage *carriage,
				      int *result)
{
	struct vmci_broker_operation *pair = &carriage->host.pair;
	enum vmci_step step;

	(void)slot;
	switch ((enum host_leave_phase)carriage->phase) {
	case HOST_LEAVE_BEGIN:
		pair->request.handle = handle;
		carriage->phase = HOST_LEAVE_PAIR;
		return VMCI_STEP_AGAIN;
	case HOST_LEAVE_PAIR:
		break;
	}
	step = vmci_broker_detach_step(&node->host->broker, pair);
	*result = pair->result;
	return step;
}

static enum vmci_step host_send_step(const struct vmci_node *node, struct vmci_carriage *carriage,
				     int *result)
{
	struct vmci_host_send *send = &carriage->host.send;
	enum vmci_step step;

	send->datagram = &carriage->msg.header;
	step = vmci_host_send_step(node->host, send);
	send->datagram = 0; /* the carriage may be elsewhere by the next step */
	*result = send->result < VMCI_SUCCESS ? send->result : VMCI_SUCCESS;
	return step;
}

/* Whoever brings memory back tells the socket from now on. */
static void await_memory(struct vmci_stack *stack, unsigned int slot)
{
	vmci_hal_lock(&stack->lock);
	stack->sockets[slot].flags |= VMCI_STACK_AWAY;
	vmci_hal_unlock(&stack->lock);
}

/* An attempt to claim that is over. The memory may have come before it was awaited. */
static enum vmci_step tried(struct vmci_carriage *carriage, int *result)
{
	*result = carriage->host.end.result;
	if (*result >= VMCI_SUCCESS) {
		carriage->host.claimed = 1;
		return VMCI_STEP_DONE;
	}
	init_end(&carriage->host.end);
	if (*result == VMCI_ERROR_QUEUEPAIR_NOT_READY && carriage->phase == OPEN_CLAIM) {
		carriage->phase = OPEN_AWAY;
		return VMCI_STEP_AGAIN;
	}
	carriage->phase = OPEN_BEGIN;
	return VMCI_STEP_DONE;
}

static enum vmci_step host_open_step(const struct vmci_node *node, unsigned int slot,
				     struct vmci_carriage *carriage, int *result)
{
	enum vmci_step step;

	if (carriage->host.claimed) {
		*result = VMCI_SUCCESS;
		return VMCI_STEP_DONE;
	}
	switch ((enum open_phase)carriage->phase) {
	case OPEN_BEGIN:
	case OPEN_BEGIN_AGAIN:
		carriage->host.end.handle = node->stack->sockets[slot].connection.handle;
		carriage->phase++;
		return VMCI_STEP_AGAIN;
	case OPEN_AWAY:
		await_memory(node->stack, slot);
		carriage->phase = OPEN_BEGIN_AGAIN;
		return VMCI_STEP_AGAIN;
	case OPEN_CLAIM:
	case OPEN_CLAIM_AGAIN:
		break;
	}
	step = vmci_host_end_claim_step(&node->host->broker, &carriage->host.end);
	if (step != VMCI_STEP_DONE)
		return step;
	return tried(carriage, result);
}

static enum vmci_step host_close_step(const struct vmci_node *node, struct vmci_carriage *carriage)
{
	if (!carriage->host.claimed)
		return VMCI_STEP_DONE;
	if (vmci_host_end_release_step(&node->host->broker, &carriage->host.end) == VMCI_STEP_DONE)
		vmci_carriage_init(carriage);
	return VMCI_STEP_AGAIN;
}

static void host_rings(const struct vmci_node *node, unsigned int slot,
		       struct vmci_ring_pair *rings)
{
	vmci_host_ring_views(&node->host->broker.pairs[node->stack->sockets[slot].pair], rings);
}

static void host_keep(const struct vmci_node *node, unsigned int slot,
		      const struct vmci_ring_pair *rings)
{
	vmci_host_ring_keep(&node->host->broker.pairs[node->stack->sockets[slot].pair], rings);
}

const struct vmci_way vmci_host_way = {host_name,      host_make_step, host_leave_step,
				       host_send_step, host_open_step, host_close_step,
				       host_rings,     host_keep};

#endif
