/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The control packets by which two sockets make, use and end a connection: datagrams of 56 bytes.
 *
 * There are two forms: struct vmci_packet_msg as it is sent, and struct vmci_packet for everything
 * else. What a type does not carry is 0 in both: it is sent as zero bytes, so that nobody is told
 * what was in memory before (CVE-2025-38403), and what is received there is not looked at.
 *
 * Pure functions of numbers. The version in a packet is not checked, as no shipped receiver does.
 */
#ifndef VMCI_CORE_VSOCK_PACKET_H
#define VMCI_CORE_VSOCK_PACKET_H

#include "../route.h"
#include "../wire.h"
#include "socket.h"

/* Types of packets, and what they carry. Those from VMCI_PACKET_TYPES on are not known. */
#define VMCI_PACKET_INVALID	  0u  /* the answer to a type that is not known */
#define VMCI_PACKET_REQUEST	  1u  /* size: a client asks a listener for a connection */
#define VMCI_PACKET_NEGOTIATE	  2u  /* size: the listener's answer */
#define VMCI_PACKET_OFFER	  3u  /* handle: the client has made a queue pair */
#define VMCI_PACKET_ATTACH	  4u  /* handle: the listener's side has attached to it */
#define VMCI_PACKET_WROTE	  5u  /* there is something to read */
#define VMCI_PACKET_READ	  6u  /* there is space to write */
#define VMCI_PACKET_RST		  7u  /* there is no such connection, or not any more */
#define VMCI_PACKET_SHUTDOWN	  8u  /* mode: what the sender does not do any more */
#define VMCI_PACKET_WAITING_WRITE 9u  /* generation, offset: it wants to hear of space */
#define VMCI_PACKET_WAITING_READ  10u /* generation, offset: it wants to hear of data */
#define VMCI_PACKET_REQUEST2	  11u /* size, protocols: those that the client knows */
#define VMCI_PACKET_NEGOTIATE2	  12u /* size, protocols: the one that is used */
#define VMCI_PACKET_TYPES	  13u

/* Protocols of notification, as bits of `protocols`: see notify.h. Others were never assigned. */
#define VMCI_PROTOCOL_ON_NOTIFY 1u

/* Which of them a connection uses. */
enum vmci_notify_protocol {
	VMCI_NOTIFY_NONE = 0,	 /* not chosen yet */
	VMCI_NOTIFY_WAITING = 1, /* the older one: who waits says so, and is then told */
	VMCI_NOTIFY_ON_STATE = 2 /* VMCI_PROTOCOL_ON_NOTIFY: of queues that were empty or full */
};

/* Where packets are sent to and come from: every machine's endpoint, and the hypervisor's. */
#define VMCI_PACKET_RESOURCE		1u
#define VMCI_PACKET_RESOURCE_HYPERVISOR 15u

#define VMCI_PACKET_VERSION	 1u
#define VMCI_PACKET_PAYLOAD_SIZE 32u /* bytes behind the datagram's header */

/* A packet as it is sent. What it carries besides its ports lies in `payload`. */
struct vmci_packet_msg {
	struct vmci_datagram header;
	vmci_u16 version_and_type; /* a byte each */
	vmci_u16 protocols;
	vmci_u32 src_port;
	vmci_u32 dst_port;
	vmci_u32 reserved;
	vmci_u64 payload[2]; /* size; mode; handle, its context in the lower half; generation,
				offset */
};

/* What a packet says. Fields that its type does not carry are 0. */
struct vmci_packet {
	struct vmci_handle handle;
	vmci_u64 size; /* bytes of each of the two queues */
	vmci_u64 mode; /* VMCI_SHUTDOWN_ of the sender, and whatever else the sender put there */
	vmci_u64 generation;
	vmci_u64 offset;
	vmci_u32 type; /* VMCI_PACKET_, or another below 256 */
	vmci_u32 protocols;
	vmci_u32 src_context; /* of what is sent: not used, as the way that it takes decides it */
	vmci_u32 src_port;
	vmci_u32 dst_context;
	vmci_u32 dst_port;
};

/* Sets all of a packet to 0. */
static inline void vmci_packet_init(struct vmci_packet *packet)
{
	packet->handle.context = 0;
	packet->handle.resource = 0;
	packet->size = 0;
	packet->mode = 0;
	packet->generation = 0;
	packet->offset = 0;
	packet->type = VMCI_PACKET_INVALID;
	packet->protocols = 0;
	packet->src_context = 0;
	packet->src_port = 0;
	packet->dst_context = 0;
	packet->dst_port = 0;
}

/* Whether packets of a type carry a size. */
static inline int vmci_packet_has_size(vmci_u32 type)
{
	return type == VMCI_PACKET_REQUEST || type == VMCI_PACKET_NEGOTIATE ||
	       type == VMCI_PACKET_REQUEST2 || type == VMCI_PACKET_NEGOTIATE2;
}

/* Whether packets of a type carry protocols. */
static inline int vmci_packet_has_protocols(vmci_u32 type)
{
	return type == VMCI_PACKET_REQUEST2 || type == VMCI_PACKET_NEGOTIATE2;
}

/* Whether packets of a type carry a queue pair's handle. */
static inline int vmci_packet_has_handle(vmci_u32 type)
{
	return type == VMCI_PACKET_OFFER || type == VMCI_PACKET_ATTACH;
}

/* Whether packets of a type carry a place in a queue. */
static inline int vmci_packet_has_place(vmci_u32 type)
{
	return type == VMCI_PACKET_WAITING_WRITE || type == VMCI_PACKET_WAITING_READ;
}

/* The resource that a context's packets come from, and go to. */
static inline vmci_u32 vmci_packet_resource(vmci_u32 context)
{
	if (context == VMCI_CONTEXT_HYPERVISOR)
		return VMCI_PACKET_RESOURCE_HYPERVISOR;
	return VMCI_PACKET_RESOURCE;
}

/*
 * Whether a datagram is a packet, by its header; it may be longer than one. Errors, in this order:
 * VMCI_ERROR_NO_ACCESS: it does not come from where packets come from; VMCI_ERROR_INVALID_ARGS: it
 * is too short.
 */
static inline int vmci_packet_check(const struct vmci_datagram *header)
{
	if (header->src.context == VMCI_CID_ANY || header->src.context == VMCI_CID_LOCAL)
		return VMCI_ERROR_NO_ACCESS;
	if (header->src.resource != vmci_packet_resource(header->src.context))
		return VMCI_ERROR_NO_ACCESS;
	if (header->payload_size < VMCI_PACKET_PAYLOAD_SIZE)
		return VMCI_ERROR_INVALID_ARGS;
	return VMCI_SUCCESS;
}

/* Reads a packet that vmci_packet_check() has let pass, of which the reader has a copy. */
static inline void vmci_packet_read(const struct vmci_packet_msg *msg, struct vmci_packet *packet)
{
	vmci_packet_init(packet);
	packet->type = msg->version_and_type / 256u;
	packet->src_context = msg->header.src.context;
	packet->src_port = msg->src_port;
	packet->dst_context = msg->header.dst.context;
	packet->dst_port = msg->dst_port;
	if (vmci_packet_has_size(packet->type))
		packet->size = msg->payload[0];
	if (vmci_packet_has_protocols(packet->type))
		packet->protocols = msg->protocols;
	if (vmci_packet_has_handle(packet->type)) {
		packet->handle.context = (vmci_u32)(msg->payload[0] & 0xffffffffu);
		packet->handle.resource = (vmci_u32)(msg->payload[0] / 0x100000000ull);
	}
	if (packet->type == VMCI_PACKET_SHUTDOWN)
		packet->mode = msg->payload[0];
	if (vmci_packet_has_place(packet->type)) {
		packet->generation = msg->payload[0];
		packet->offset = msg->payload[1];
	}
}

/*
 * Makes a packet to be sent, every byte of it. Its type is below 256, its protocols are below
 * 65536. The source context is left to the way that the packet takes: vmci_routed_source().
 */
static inline void vmci_packet_make(const struct vmci_packet *packet, struct vmci_packet_msg *msg)
{
	msg->header.dst.context = packet->dst_context;
	msg->header.dst.resource = vmci_packet_resource(packet->dst_context);
	msg->header.src.context = VMCI_ID_INVALID;
	msg->header.src.resource = VMCI_PACKET_RESOURCE;
	msg->header.payload_size = VMCI_PACKET_PAYLOAD_SIZE;
	msg->version_and_type = (vmci_u16)(VMCI_PACKET_VERSION + packet->type * 256u);
	msg->protocols = 0;
	msg->src_port = packet->src_port;
	msg->dst_port = packet->dst_port;
	msg->reserved = 0;
	msg->payload[0] = 0;
	msg->payload[1] = 0;
	if (vmci_packet_has_size(packet->type))
		msg->payload[0] = packet->size;
	if (vmci_packet_has_protocols(packet->type))
		msg->protocols = (vmci_u16)packet->protocols;
	if (vmci_packet_has_handle(packet->type))
		msg->payload[0] =
			packet->handle.context + (vmci_u64)packet->handle.resource * 0x100000000ull;
	if (packet->type == VMCI_PACKET_SHUTDOWN)
		msg->payload[0] = packet->mode;
	if (vmci_packet_has_place(packet->type)) {
		msg->payload[0] = packet->generation;
		msg->payload[1] = packet->offset;
	}
}

/*
 * Makes the answer to a packet for which there is no connection (VMCI_PACKET_RST), or of a type
 * that is not known (VMCI_PACKET_INVALID). It goes to where the packet came from, whatever the
 * receiver's socket is, or is not yet, connected to: a peer that nobody answers hangs. Nobody
 * answers a VMCI_PACKET_RST so.
 */
static inline void vmci_packet_answer(const struct vmci_packet *packet, vmci_u32 type,
				      struct vmci_packet *answer)
{
	vmci_packet_init(answer);
	answer->type = type;
	answer->src_context = packet->dst_context;
	answer->src_port = packet->dst_port;
	answer->dst_context = packet->src_context;
	answer->dst_port = packet->src_port;
}

#ifdef VMCI_HAL_WIRE_WORDS

VMCI_ASSERT_AT(vmci_packet_msg, version_and_type, 24);
VMCI_ASSERT_AT(vmci_packet_msg, protocols, 26);
VMCI_ASSERT_AT(vmci_packet_msg, src_port, 28);
VMCI_ASSERT_AT(vmci_packet_msg, dst_port, 32);
VMCI_ASSERT_AT(vmci_packet_msg, reserved, 36);
VMCI_ASSERT_AT(vmci_packet_msg, payload, 40);
VMCI_ASSERT_SIZE(vmci_packet_msg, 56);

#endif /* VMCI_HAL_WIRE_WORDS */

#endif
