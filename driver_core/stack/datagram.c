// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Datagrams that come to sockets. What comes is copied under the lock, as nothing else keeps its
 * socket from being closed; what is received is copied without, as the caller's memory may be slow.
 */
#include "datagram.h"
#include "../vsock/poll.h"

/* Nonzero: the socket has it now. With the lock held. */
static int offer(struct vmci_stack *stack, unsigned int slot, struct vmci_address from,
		 const void *payload, vmci_u64 length)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];

	if (!vmci_datagram_is_for(socket->connection.shutdown,
				  vmci_connection_remote(&socket->connection), from))
		return 0;
	if (vmci_datagram_append(&stack->datagrams, &stack->pool, &socket->received,
				 socket->options.buffer_size, from, payload,
				 (vmci_u32)length) >= VMCI_SUCCESS)
		return 1;
	vmci_datagram_count_dropped(&socket->received);
	return 0;
}

int vmci_datagram_keep(struct vmci_stack *stack, struct vmci_address from, struct vmci_address to,
		       const void *payload, vmci_u64 length)
{
	unsigned int slot;
	int kept = 0;

	vmci_hal_lock(&stack->lock);
	if (to.cid == VMCI_CID_ANY)
		to.cid = stack->ports.transports.guest_cid;
	slot = vmci_ports_find_bound(&stack->ports, VMCI_SOCKET_DATAGRAM, to);
	if (slot != VMCI_SOCKETS_MAX)
		kept = offer(stack, slot, from, payload, length);
	vmci_hal_unlock(&stack->lock);
	if (kept)
		vmci_hal_socket_wake(stack->platform, slot);
	return slot == VMCI_SOCKETS_MAX ? VMCI_ERROR_NOT_FOUND : VMCI_SUCCESS;
}

void vmci_datagram_arrived(struct vmci_stack *stack, vmci_u32 context, const void *datagram,
			   vmci_u64 size)
{
	struct vmci_datagram header;
	struct vmci_address from;
	struct vmci_address to;

	if (size < sizeof(header))
		return;
	__builtin_memcpy(&header, datagram, sizeof(header));
	if (header.payload_size != size - sizeof(header) ||
	    header.payload_size > VMCI_DATAGRAM_PAYLOAD_MAX)
		return;
	from = vmci_address_of(header.src.context, header.src.resource);
	/* The device gives what is for this machine, under whichever context it was sent. */
	to = vmci_address_of(context, header.dst.resource);
	vmci_datagram_keep(stack, from, to, (const unsigned char *)datagram + sizeof(header),
			   header.payload_size);
}

void vmci_datagram_moved(struct vmci_stack *stack, vmci_u32 before)
{
	vmci_u32 now = stack->ports.transports.guest_cid;
	unsigned int i;

	for (i = 0; i < VMCI_SOCKETS_MAX; i++) {
		struct vmci_connection *connection = &stack->sockets[i].connection;

		if (stack->ports.sockets[i].type != VMCI_SOCKET_DATAGRAM)
			continue;
		if (stack->ports.sockets[i].sets & VMCI_IN_BOUND)
			vmci_stack_set_bound(stack, i);
		if (connection->remote_context == before)
			connection->remote_context = now;
	}
	for (i = 0; i < VMCI_DATAGRAMS_MAX; i++) {
		if (stack->datagrams.entries[i].used &&
		    stack->datagrams.entries[i].from.cid == before)
			stack->datagrams.entries[i].from.cid = now;
	}
}

/* The error that waits to be told, which is taken. With the lock held. */
static int take_error(struct vmci_connection *connection)
{
	int error = connection->error;

	connection->error = VMCI_SUCCESS;
	return error;
}

void vmci_datagram_receive_init(struct vmci_datagram_receive *receive, unsigned int slot)
{
	receive->from = vmci_address_of(VMCI_CID_ANY, VMCI_PORT_ANY);
	receive->length = 0;
	receive->copied = 0;
	receive->flags = 0;
	receive->result = VMCI_SUCCESS;
	receive->slot = (vmci_table_index)slot;
	receive->entry = 0;
}

/* The first datagram is the caller's. 0: there is none, and the result says why. */
static int take(struct vmci_stack *stack, struct vmci_datagram_receive *receive)
{
	struct vmci_stack_socket *socket = &stack->sockets[receive->slot];

	receive->result = vmci_check_receive_flags(VMCI_SOCKET_DATAGRAM, receive->flags);
	if (receive->result < VMCI_SUCCESS)
		return 0;
	vmci_hal_lock(&stack->lock);
	receive->result = take_error(&socket->connection);
	if (receive->result >= VMCI_SUCCESS)
		receive->entry =
			(vmci_table_index)vmci_datagram_take(&stack->datagrams, &socket->received);
	if (receive->result >= VMCI_SUCCESS && receive->entry == 0 &&
	    !(socket->connection.shutdown & VMCI_SHUTDOWN_RECEIVE))
		receive->result = VMCI_EAGAIN;
	vmci_hal_unlock(&stack->lock);
	return receive->entry != 0;
}

static void copy(struct vmci_stack *stack, struct vmci_datagram_receive *receive, void *bytes,
		 vmci_u64 room)
{
	const struct vmci_datagram_entry *entry = &stack->datagrams.entries[receive->entry - 1];

	receive->from = entry->from;
	receive->length = entry->payload.length;
	receive->copied = room < receive->length ? (vmci_u32)room : receive->length;
	vmci_chain_read(&stack->pool, &entry->payload, bytes, receive->copied);
	vmci_hal_lock(&stack->lock);
	vmci_datagram_forget(&stack->datagrams, &stack->pool, receive->entry - 1u);
	vmci_hal_unlock(&stack->lock);
	receive->entry = 0;
}

enum vmci_step vmci_datagram_receive_step(struct vmci_stack *stack,
					  struct vmci_datagram_receive *receive, void *bytes,
					  vmci_u64 room)
{
	if (receive->entry == 0)
		return take(stack, receive) ? VMCI_STEP_AGAIN : VMCI_STEP_DONE;
	copy(stack, receive, bytes, room);
	return VMCI_STEP_DONE;
}

int vmci_datagram_shutdown(struct vmci_stack *stack, unsigned int slot, unsigned int halves)
{
	struct vmci_stack_socket *socket = &stack->sockets[slot];
	int is_connected;

	vmci_hal_lock(&stack->lock);
	socket->connection.shutdown |= (unsigned char)(halves & VMCI_SHUTDOWN_BOTH);
	is_connected = vmci_datagram_names(vmci_connection_remote(&socket->connection));
	vmci_hal_unlock(&stack->lock);
	vmci_hal_socket_wake(stack->platform, slot);
	if (!is_connected)
		return VMCI_ENOTCONN;
	return VMCI_SUCCESS;
}

unsigned int vmci_datagram_poll(struct vmci_stack *stack, unsigned int slot)
{
	const struct vmci_stack_socket *socket = &stack->sockets[slot];
	struct vmci_poll_facts facts;

	facts.free = 0;
	facts.capacity = 0;
	facts.low_mark = 1;
	facts.type = VMCI_SOCKET_DATAGRAM;
	facts.state = VMCI_SOCKET_UNCONNECTED;
	facts.peer_shut = 0;
	vmci_hal_lock(&stack->lock);
	facts.ready = socket->received.first != 0;
	facts.shut = socket->connection.shutdown;
	facts.failed = socket->connection.error != 0;
	vmci_hal_unlock(&stack->lock);
	return vmci_poll(&facts);
}

vmci_u32 vmci_datagram_dropped(struct vmci_stack *stack, unsigned int slot)
{
	vmci_u32 dropped;

	vmci_hal_lock(&stack->lock);
	dropped = stack->sockets[slot].received.dropped;
	vmci_hal_unlock(&stack->lock);
	return dropped;
}
