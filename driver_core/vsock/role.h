/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The parts of vmci_connection_step(): a function for each role that a connection has, and what
 * they share. Each is given an outcome that begins as the connection is, with nothing to be done,
 * and returns as vmci_connection_step() does.
 */
#ifndef VMCI_CORE_VSOCK_ROLE_H
#define VMCI_CORE_VSOCK_ROLE_H

#include "connection.h"

/* In SYN_SENT. */
int vmci_client_step(const struct vmci_connection_event *event,
		     struct vmci_connection_outcome *outcome);

/* In LISTEN. */
int vmci_listener_step(const struct vmci_connection_event *event,
		       struct vmci_connection_outcome *outcome);

/* In SYN_RECEIVED. */
int vmci_child_step(const struct vmci_connection_event *event,
		    struct vmci_connection_outcome *outcome);

/* In ESTABLISHED and CLOSING. */
int vmci_connected_step(const struct vmci_connection_event *event,
			struct vmci_connection_outcome *outcome);

/* From CLOSE to SYN_SENT. */
int vmci_client_begin(const struct vmci_connection_event *event,
		      struct vmci_connection_outcome *outcome);

/* From CLOSE to SYN_RECEIVED. */
int vmci_child_begin(const struct vmci_connection_event *event,
		     struct vmci_connection_outcome *outcome);

/* Whether a listener accepts a request, as long as there is room. */
int vmci_listener_accepts(const struct vmci_connection *listener, const struct vmci_packet *packet);

/* Sends a packet of a type to the peer. What else it carries the caller puts into it. */
void vmci_connection_send(struct vmci_connection_outcome *outcome, unsigned int type);

/* Resets whoever has sent a packet, unless it was a reset itself: else two would never end. */
void vmci_connection_answer_reset(const struct vmci_packet *packet,
				  struct vmci_connection_outcome *outcome);

/*
 * Gives back timer, subscription and queue pair, and forgets what was agreed upon with the peer, so
 * that the next attempt begins anew. A pair that has been asked for is given back when it comes.
 */
void vmci_connection_free(struct vmci_connection_outcome *outcome);

/*
 * The same for a handshake: the connection is closed, and may begin another one. Who waits for it
 * is woken, or a child's listener told. `error` is VMCI_SUCCESS if nobody else needs to know.
 */
void vmci_connection_fail(struct vmci_connection_outcome *outcome, int error);

/* The machine has a new context: what is bound to the old one is bound to that. */
void vmci_connection_rebind(struct vmci_connection *connection, vmci_u32 context);

/*
 * Whether a packet comes from the peer: by the full address of both sides. Ports alone, or what a
 * packet says, can be had by anybody.
 */
static inline int vmci_connection_is_from_peer(const struct vmci_connection *connection,
					       const struct vmci_packet *packet)
{
	return packet->src_context == connection->remote_context &&
	       packet->src_port == connection->remote_port &&
	       packet->dst_port == connection->local_port &&
	       (packet->dst_context == connection->local_context ||
		connection->local_context == VMCI_ID_INVALID);
}

/*
 * Whether the pair is a virtual machine's memory and this its host's end: when the machine leaves,
 * what it has sent is gone.
 */
static inline int vmci_connection_is_guests(const struct vmci_connection *connection)
{
	return connection->local_context == VMCI_CONTEXT_HOST &&
	       vmci_context_is_vm(connection->remote_context);
}

/* Whether an event is for the pair, or for the attempt, that a connection has. */
static inline int vmci_connection_is_meant(const struct vmci_connection *connection,
					   const struct vmci_connection_event *event)
{
	return event->handle.context == connection->handle.context &&
	       event->handle.resource == connection->handle.resource;
}

#endif
