// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The sockets of a machine: their slots, their owners, and what is noted of them.
 */
#include "stack.h"

void vmci_local_end_init(struct vmci_local_end *end)
{
	end->produce = vmci_hal_no_queue();
	end->consume = vmci_hal_no_queue();
	end->size = 0;
	end->other = 0;
	end->state = VMCI_LOCAL_END_NONE;
}

static void clear_socket(struct vmci_stack_socket *socket)
{
	vmci_connection_init(&socket->connection, VMCI_ID_INVALID, VMCI_ID_INVALID, 0, 0, 0, 0);
	vmci_options_init(&socket->options, 0);
	vmci_notify_init(&socket->notify, VMCI_NOTIFY_NONE, 0);
	socket->indexes.produce_tail = 0;
	socket->indexes.produce_head = 0;
	socket->indexes.consume_tail = 0;
	socket->indexes.consume_head = 0;
	vmci_chain_init(&socket->taken);
	socket->pair = 0;
	vmci_local_end_init(&socket->end);
	socket->timed.context = VMCI_ID_INVALID;
	socket->timed.resource = VMCI_ID_INVALID;
	socket->low_mark = 1;
	vmci_datagram_queue_init(&socket->received);
	socket->ready.first = 0;
	socket->ready.last = 0;
	socket->listener = 0;
	socket->next[VMCI_QUEUE_NOTED] = 0;
	socket->next[VMCI_QUEUE_READY] = 0;
	socket->notes = 0;
	socket->flags = 0;
	socket->put_off = 0;
	socket->retried = 0;
	socket->endpoints = 0;
}

void vmci_stack_init(struct vmci_stack *stack, vmci_hal_stack platform, vmci_u32 start)
{
	unsigned int i;

	stack->platform = platform;
	vmci_ports_init(&stack->ports, start);
	for (i = 0; i < VMCI_SOCKETS_MAX; i++)
		clear_socket(&stack->sockets[i]);
	vmci_inbox_init(&stack->inbox);
	vmci_datagram_table_init(&stack->datagrams);
	vmci_pool_init(&stack->pool);
	stack->noted.first = 0;
	stack->noted.last = 0;
	stack->local_bytes = 0;
	stack->local_id = 0;
	stack->moved = 0;
	stack->protocols = VMCI_PROTOCOL_ON_NOTIFY;
	vmci_hal_lock_init(&stack->lock);
}

void vmci_stack_add_transport(struct vmci_stack *stack, unsigned int added, vmci_u32 guest_cid)
{
	unsigned int inward = VMCI_TRANSPORT_LOCAL | VMCI_TRANSPORT_DATAGRAM;
	int noted;

	vmci_hal_lock(&stack->lock);
	stack->ports.transports.present |= (unsigned short)(added | inward);
	vmci_ports_set_guest_cid(&stack->ports, guest_cid);
	noted = vmci_stack_note_datagrams(stack);
	vmci_hal_unlock(&stack->lock);
	if (noted)
		vmci_hal_stack_work(stack->platform);
}

int vmci_stack_try_own(struct vmci_stack *stack, unsigned int slot)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];

	if (socket->flags & VMCI_STACK_OWNED)
		return 0;
	socket->flags |= VMCI_STACK_OWNED;
	return 1;
}

void vmci_stack_append(struct vmci_stack *stack, struct vmci_socket_queue *queue,
		       unsigned int which, unsigned int slot)
{
	if (queue->last != 0)
		stack->sockets[queue->last - 1].next[which] = (vmci_table_index)(slot + 1);
	else
		queue->first = (vmci_table_index)(slot + 1);
	queue->last = (vmci_table_index)(slot + 1);
}

unsigned int vmci_stack_take(struct vmci_stack *stack, struct vmci_socket_queue *queue,
			     unsigned int which)
{
	unsigned int link = queue->first;

	if (link == 0)
		return 0;
	queue->first = stack->sockets[link - 1].next[which];
	stack->sockets[link - 1].next[which] = 0;
	if (queue->first == 0)
		queue->last = 0;
	return link;
}

/* The owner of a socket looks at what was noted meanwhile when he is done. */
static int queue_noted(struct vmci_stack *stack, unsigned int slot)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];

	if (socket->notes == 0 || (socket->flags & (VMCI_STACK_OWNED | VMCI_STACK_QUEUED)))
		return 0;
	socket->flags |= VMCI_STACK_QUEUED;
	vmci_stack_append(stack, &stack->noted, VMCI_QUEUE_NOTED, slot);
	return 1;
}

int vmci_stack_note(struct vmci_stack *stack, unsigned int slot, unsigned int what)
{
	stack->sockets[slot].notes |= (unsigned short)what;
	return queue_noted(stack, slot);
}

int vmci_stack_note_datagrams(struct vmci_stack *stack)
{
	unsigned int i;
	int noted = 0;

	for (i = 0; i < VMCI_SOCKETS_MAX; i++) {
		if (stack->ports.sockets[i].type == VMCI_SOCKET_DATAGRAM)
			noted |= vmci_stack_note(stack, i, VMCI_NOTE_ENDPOINT);
	}
	return noted;
}

void vmci_stack_set_bound(struct vmci_stack *stack, unsigned int slot)
{
	struct vmci_connection *connection = &stack->sockets[slot].connection;

	connection->bound_context = stack->ports.sockets[slot].bound.cid;
	connection->local_context = connection->bound_context;
	connection->local_port = stack->ports.sockets[slot].bound.port;
}

int vmci_stack_enter(struct vmci_stack *stack, unsigned int type,
		     const struct vmci_options *options, unsigned int *slot)
{
	int result = vmci_ports_open(&stack->ports, type, slot);

	if (result < VMCI_SUCCESS)
		return result;
	stack->sockets[*slot].options = *options;
	vmci_hal_timer_init(&stack->sockets[*slot].timer,
			    vmci_hal_stack_timer(stack->platform, *slot));
	return VMCI_SUCCESS;
}

/* Nobody speaks for the peer of a connection who comes by another transport than it goes by. */
static int is_strange(const struct vmci_stack *stack, unsigned int slot, unsigned int transport)
{
	return stack->sockets[slot].connection.state != VMCI_CONNECTION_LISTEN &&
	       stack->ports.sockets[slot].transport != transport;
}

/*
 * By the full address of both, else by the address alone: of who listens, or of a client that does
 * not know yet under which context it is answered.
 */
unsigned int vmci_stack_find(const struct vmci_stack *stack, unsigned int transport,
			     const struct vmci_packet *packet)
{
	struct vmci_address local = vmci_address_of(packet->dst_context, packet->dst_port);
	struct vmci_address remote = vmci_address_of(packet->src_context, packet->src_port);
	unsigned int slot;

	slot = vmci_ports_find_connected(&stack->ports, local, remote);
	if (slot == VMCI_SOCKETS_MAX)
		slot = vmci_ports_find_bound(&stack->ports, VMCI_SOCKET_STREAM, local);
	if (slot != VMCI_SOCKETS_MAX && is_strange(stack, slot, transport))
		slot = VMCI_SOCKETS_MAX;
	return slot;
}

void vmci_stack_index(struct vmci_stack *stack, unsigned int slot)
{
	const struct vmci_connection *connection = &stack->sockets[slot].connection;
	struct vmci_address local = vmci_connection_local(connection);
	struct vmci_address remote = vmci_connection_remote(connection);

	vmci_ports_disconnect(&stack->ports, slot);
	if (vmci_address_is_full(local) && vmci_address_is_full(remote))
		vmci_ports_connect(&stack->ports, slot, local, remote);
}

void vmci_stack_event(struct vmci_connection_event *event, unsigned int kind)
{
	vmci_packet_init(&event->packet);
	event->handle.context = VMCI_ID_INVALID;
	event->handle.resource = VMCI_ID_INVALID;
	event->ready = 0;
	event->context = VMCI_ID_INVALID;
	event->port = VMCI_ID_INVALID;
	event->backlog = 0;
	event->mode = 0;
	event->error = VMCI_SUCCESS;
	event->kind = (unsigned char)kind;
}

int vmci_stack_tell_listener(struct vmci_stack *stack, unsigned int listener, unsigned int kind)
{
	struct vmci_stack_socket *socket = &stack->sockets[listener];
	struct vmci_connection_outcome outcome;
	struct vmci_connection_event event;
	int result;

	vmci_stack_event(&event, kind);
	result = vmci_connection_step(&socket->connection, &event, &outcome);
	socket->connection = outcome.connection;
	return result;
}

void vmci_stack_release(struct vmci_stack *stack, unsigned int slot)
{
	int noted;

	vmci_hal_lock(&stack->lock);
	stack->sockets[slot].flags &= (unsigned char)~VMCI_STACK_OWNED;
	noted = queue_noted(stack, slot);
	vmci_hal_unlock(&stack->lock);
	if (noted)
		vmci_hal_stack_work(stack->platform);
	vmci_hal_stack_wake(stack->platform);
}

/* Takes a socket out of the queue of those of which something was noted. */
static void take_out(struct vmci_stack *stack, unsigned int slot)
{
	struct vmci_socket_queue kept = {0, 0};
	unsigned int link;

	while ((link = vmci_stack_take(stack, &stack->noted, VMCI_QUEUE_NOTED)) != 0) {
		if (link != slot + 1)
			vmci_stack_append(stack, &kept, VMCI_QUEUE_NOTED, link - 1);
	}
	stack->noted = kept;
}

enum vmci_step vmci_stack_leave_step(struct vmci_stack *stack, unsigned int slot)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];

	if (vmci_hal_timer_end(&socket->timer))
		return VMCI_STEP_WAIT;
	vmci_hal_lock(&stack->lock);
	if (socket->flags & VMCI_STACK_QUEUED)
		take_out(stack, slot);
	vmci_datagram_forget_all(&stack->datagrams, &stack->pool, &socket->received);
	vmci_ports_close(&stack->ports, slot);
	clear_socket(socket);
	vmci_hal_unlock(&stack->lock);
	vmci_hal_stack_wake(stack->platform);
	return VMCI_STEP_DONE;
}

unsigned int vmci_stack_state(const struct vmci_connection *connection)
{
	switch (connection->state) {
	case VMCI_CONNECTION_CLOSE:
		return connection->flags & VMCI_CONNECTION_ONCE ? VMCI_SOCKET_CLOSING
								: VMCI_SOCKET_UNCONNECTED;
	case VMCI_CONNECTION_LISTEN:
		return VMCI_SOCKET_LISTENING;
	case VMCI_CONNECTION_ESTABLISHED:
		return VMCI_SOCKET_CONNECTED;
	case VMCI_CONNECTION_CLOSING:
		return VMCI_SOCKET_CLOSING;
	default:
		return VMCI_SOCKET_CONNECTING;
	}
}

int vmci_stack_error(int result)
{
	switch (result) {
	case VMCI_ERROR_NO_MEM:
	case VMCI_ERROR_NO_RESOURCES:
		return VMCI_ENOMEM;
	case VMCI_ERROR_NO_ACCESS:
		return VMCI_EPERM;
	case VMCI_ERROR_DEVICE_NOT_FOUND:
		return VMCI_ENODEV;
	case VMCI_ERROR_DST_UNREACHABLE:
	case VMCI_ERROR_INVALID_RESOURCE:
	case VMCI_ERROR_NOT_FOUND:
		return VMCI_ENETUNREACH;
	default:
		break;
	}
	if (result < VMCI_SUCCESS)
		return VMCI_EINVAL;
	return VMCI_SUCCESS;
}
