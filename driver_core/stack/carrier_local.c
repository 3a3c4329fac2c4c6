// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Connections within the machine: neither a device nor a host has a part in them. A pair is the
 * memory of two queues, which both ends know; who leaves it last gives that back. Packets are in
 * the machine's inbox at once.
 *
 * The handle of a pair is its name alone. Who attaches finds its creator at the other end of his
 * connection.
 */
#include "../queue_pair.h"
#include "ways.h"

enum local_make_phase { LOCAL_MAKE_ENTER, LOCAL_MAKE_QUEUES, LOCAL_MAKE_RINGS, LOCAL_MAKE_OPEN };

enum local_leave_phase { LOCAL_LEAVE_END, LOCAL_LEAVE_FREE };

int vmci_local_post(struct vmci_stack *stack, const struct vmci_packet *packet)
{
	struct vmci_packet posted = *packet;

	posted.src_context = vmci_source_within(posted.src_context, posted.dst_context);
	return vmci_inbox_append(&stack->inbox, VMCI_TRANSPORT_LOCAL, &posted);
}

/* In the client's context, as his peer demands, an id that none of the last 2^32 - 1 had. */
static struct vmci_handle local_name(const struct vmci_node *node, unsigned int slot,
				     vmci_u32 remote)
{
	struct vmci_stack *stack = node->stack;
	struct vmci_handle handle;

	vmci_hal_lock(&stack->lock);
	if (stack->local_id == VMCI_ID_INVALID)
		stack->local_id = 0;
	handle.context = vmci_source_within(stack->sockets[slot].connection.bound_context, remote);
	handle.resource = stack->local_id;
	stack->local_id++;
	vmci_hal_unlock(&stack->lock);
	return handle;
}

/* With the lock held, as the next two. */
static int create(struct vmci_stack *stack, unsigned int slot, vmci_u64 size)
{
	struct vmci_local_end *end = &stack->sockets[slot].end;
	int result = vmci_queue_pair_check_sizes(size, size);

	if (result < VMCI_SUCCESS)
		return result;
	if (2 * size > VMCI_QUEUE_PAIR_BYTES_MAX - stack->local_bytes)
		return VMCI_ERROR_NO_RESOURCES;
	stack->local_bytes += (vmci_u32)(2 * size);
	end->size = (vmci_u32)size;
	end->state = VMCI_LOCAL_END_PRIVATE;
	return VMCI_SUCCESS;
}

/* The socket whose connection is this one's, seen from its other end. */
static unsigned int find_peer(const struct vmci_stack *stack, unsigned int slot)
{
	const struct vmci_connection *connection = &stack->sockets[slot].connection;

	return vmci_ports_find_connected(&stack->ports, vmci_connection_remote(connection),
					 vmci_connection_local(connection));
}

static int attach(struct vmci_stack *stack, unsigned int slot, struct vmci_handle handle,
		  vmci_u64 size)
{
	struct vmci_local_end *end = &stack->sockets[slot].end;
	unsigned int creator = find_peer(stack, slot);
	struct vmci_stack_socket *socket;

	if (creator == VMCI_SOCKETS_MAX)
		return VMCI_ERROR_NOT_FOUND;
	socket = &stack->sockets[creator];
	if (socket->end.state != VMCI_LOCAL_END_OPEN ||
	    socket->connection.handle.context != handle.context ||
	    socket->connection.handle.resource != handle.resource)
		return VMCI_ERROR_NOT_FOUND;
	if (socket->end.size != size)
		return VMCI_ERROR_QUEUEPAIR_MISMATCH;
	*end = socket->end;
	end->produce = socket->end.consume;
	end->consume = socket->end.produce;
	end->other = (vmci_table_index)(creator + 1);
	socket->end.other = (vmci_table_index)(slot + 1);
	end->state = VMCI_LOCAL_END_SHARED;
	socket->end.state = VMCI_LOCAL_END_SHARED;
	return VMCI_SUCCESS;
}

static int enter(struct vmci_stack *stack, unsigned int slot, int attaches,
		 struct vmci_handle handle, vmci_u64 size)
{
	int result;

	vmci_hal_lock(&stack->lock);
	result = attaches ? attach(stack, slot, handle, size) : create(stack, slot, size);
	vmci_hal_unlock(&stack->lock);
	return result;
}

/* The memory of a pair is nobody's any more. */
static void forget(struct vmci_stack *stack, unsigned int slot)
{
	vmci_hal_lock(&stack->lock);
	stack->local_bytes -= 2 * stack->sockets[slot].end.size;
	vmci_local_end_init(&stack->sockets[slot].end);
	vmci_hal_unlock(&stack->lock);
}

/* Nobody else knows the queues yet. */
static int alloc_queues(struct vmci_stack *stack, unsigned int slot, struct vmci_handle handle)
{
	struct vmci_local_end *end = &stack->sockets[slot].end;
	vmci_u64 pages = vmci_queue_pages(end->size);
	int result = vmci_hal_stack_alloc_queue(stack->platform, pages, &end->produce);

	if (result < VMCI_SUCCESS)
		return result;
	result = vmci_hal_stack_alloc_queue(stack->platform, pages, &end->consume);
	if (result < VMCI_SUCCESS) {
		vmci_hal_stack_free_queue(stack->platform, pages, end->produce);
		return result;
	}
	vmci_queue_header_init((struct vmci_queue_header *)vmci_hal_queue_header(end->produce),
			       handle);
	vmci_queue_header_init((struct vmci_queue_header *)vmci_hal_queue_header(end->consume),
			       handle);
	return VMCI_SUCCESS;
}

static void open_end(struct vmci_stack *stack, unsigned int slot)
{
	vmci_hal_lock(&stack->lock);
	stack->sockets[slot].end.state = VMCI_LOCAL_END_OPEN;
	vmci_hal_unlock(&stack->lock);
}

static void local_rings(const struct vmci_node *node, unsigned int slot,
			struct vmci_ring_pair *rings)
{
	const struct vmci_stack_socket *socket = &node->stack->sockets[slot];
	const struct vmci_local_end *end = &socket->end;

	rings->produce.header = (struct vmci_queue_header *)vmci_hal_queue_header(end->produce);
	rings->consume.header =
		(const struct vmci_queue_header *)vmci_hal_queue_header(end->consume);
	rings->produce.bytes.size = end->size;
	rings->consume.bytes.size = end->size;
	rings->produce.bytes.pages = vmci_hal_queue_data(end->produce);
	rings->consume.bytes.pages = vmci_hal_queue_data(end->consume);
	rings->produce.bytes.page_count = vmci_queue_pages(end->size) - 1u;
	rings->consume.bytes.page_count = vmci_queue_pages(end->size) - 1u;
	vmci_own_rings_resume(socket, rings);
}

static enum vmci_step local_make_step(const struct vmci_node *node, unsigned int slot, int attaches,
				      struct vmci_handle handle, vmci_u64 size,
				      struct vmci_carriage *carriage, int *result)
{
	struct vmci_stack *stack = node->stack;

	*result = VMCI_SUCCESS;
	switch ((enum local_make_phase)carriage->phase) {
	case LOCAL_MAKE_ENTER:
		*result = enter(stack, slot, attaches, handle, size);
		carriage->phase = attaches ? LOCAL_MAKE_RINGS : LOCAL_MAKE_QUEUES;
		return *result < VMCI_SUCCESS ? VMCI_STEP_DONE : VMCI_STEP_AGAIN;
	case LOCAL_MAKE_QUEUES:
		*result = alloc_queues(stack, slot, handle);
		if (*result < VMCI_SUCCESS) {
			forget(stack, slot);
			return VMCI_STEP_DONE;
		}
		carriage->phase = LOCAL_MAKE_RINGS;
		return VMCI_STEP_AGAIN;
	case LOCAL_MAKE_RINGS:
		vmci_own_rings_begin(&vmci_local_way, node, slot);
		carriage->phase = LOCAL_MAKE_OPEN;
		return attaches ? VMCI_STEP_DONE : VMCI_STEP_AGAIN;
	case LOCAL_MAKE_OPEN:
		break;
	}
	open_end(stack, slot);
	return VMCI_STEP_DONE;
}

/* Whether this end was the last. Else the other one is told. */
static int end(struct vmci_stack *stack, unsigned int slot)
{
	struct vmci_local_end *ended = &stack->sockets[slot].end;
	unsigned int other;
	int noted = 0;

	vmci_hal_lock(&stack->lock);
	other = ended->other;
	if (other != 0) {
		stack->sockets[other - 1].end.other = 0;
		noted = vmci_stack_note(stack, other - 1, VMCI_NOTE_PEER_DETACHED);
		vmci_local_end_init(ended);
	} else {
		ended->state = VMCI_LOCAL_END_PRIVATE;
	}
	vmci_hal_unlock(&stack->lock);
	if (noted)
		vmci_hal_stack_work(stack->platform);
	return other == 0;
}

static enum vmci_step local_leave_step(const struct vmci_node *node, unsigned int slot,
				       struct vmci_handle handle, struct vmci_carriage *carriage,
				       int *result)
{
	struct vmci_stack *stack = node->stack;
	const struct vmci_local_end *left = &stack->sockets[slot].end;
	vmci_u64 pages;

	(void)handle;
	*result = VMCI_SUCCESS;
	switch ((enum local_leave_phase)carriage->phase) {
	case LOCAL_LEAVE_END:
		if (!end(stack, slot))
			return VMCI_STEP_DONE;
		carriage->phase = LOCAL_LEAVE_FREE;
		return VMCI_STEP_AGAIN;
	case LOCAL_LEAVE_FREE:
		break;
	}
	pages = vmci_queue_pages(left->size);
	vmci_hal_stack_free_queue(stack->platform, pages, left->produce);
	vmci_hal_stack_free_queue(stack->platform, pages, left->consume);
	forget(stack, slot);
	return VMCI_STEP_DONE;
}

const struct vmci_way vmci_local_way = {local_name, local_make_step, local_leave_step,	 0, 0,
					0,	    local_rings,     vmci_own_rings_keep};
