/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The structures that VMCI puts into memory shared with a device or a peer: little-endian, each
 * field at its natural alignment. Offsets and sizes are the protocol's and are checked below.
 */
#ifndef VMCI_CORE_WIRE_H
#define VMCI_CORE_WIRE_H

#include "hal/hal.h"

/* Names a resource: a context (machine) and an identifier within it. Invalid: both ~0. */
struct vmci_handle {
	vmci_u32 context;
	vmci_u32 resource;
};

/*
 * The header of one queue, alone at the start of its own page. An endpoint writes the two words of
 * its produce queue's header and reads the two of its consume queue's. For one ring the indices
 * therefore lie in different pages: the ring that A fills has its tail in A's produce header and
 * its head in A's consume header, which is B's produce header.
 */
struct vmci_queue_header {
	struct vmci_handle handle;
	vmci_shared_u64 producer_tail; /* next byte to write in the ring that the owner fills */
	vmci_shared_u64 consumer_head; /* next byte to read in the ring that the owner drains */
};

/* Precedes every datagram; payload_size counts the bytes after it. */
struct vmci_datagram {
	struct vmci_handle dst;
	struct vmci_handle src;
	vmci_u64 payload_size;
};

/* Asks the hypervisor which resources it has; num_resources identifiers (u32) follow, at most 31. */
struct vmci_resource_query_msg {
	struct vmci_datagram header;
	vmci_u32 num_resources;
	vmci_u32 reserved;
};

/* Tells the device its notification bitmap's page number; without PPN64 the upper half is zero. */
struct vmci_notify_bitmap_set_msg {
	struct vmci_datagram header;
	vmci_u64 bitmap_ppn;
};

struct vmci_doorbell_link_msg {
	struct vmci_datagram header;
	struct vmci_handle handle;
	vmci_u64 notify_index;
};

struct vmci_doorbell_unlink_msg {
	struct vmci_datagram header;
	struct vmci_handle handle;
};

struct vmci_doorbell_notify_msg {
	struct vmci_datagram header;
	struct vmci_handle handle;
};

/* Begins the payload of an event datagram; the event's own payload follows. */
struct vmci_event_data {
	vmci_u32 event;
	vmci_u32 reserved;
};

struct vmci_event_payload_context {
	vmci_u32 context_id;
	vmci_u32 reserved;
};

struct vmci_event_payload_queue_pair {
	struct vmci_handle handle;
	vmci_u32 peer_id;
	vmci_u32 reserved;
};

/* The datagram by which it is said that something has become of a context. */
struct vmci_event_context_msg {
	struct vmci_datagram header;
	struct vmci_event_data event;
	struct vmci_event_payload_context payload;
};

/* The datagram by which a virtual machine learns of an event that concerns a queue pair. */
struct vmci_event_queue_pair_msg {
	struct vmci_datagram header;
	struct vmci_event_data event;
	struct vmci_event_payload_queue_pair payload;
};

/*
 * Creates or attaches to a queue pair; num_ppns page numbers (u32, with PPN64 u64) follow: the
 * produce queue's, header page first, then the consume queue's.
 */
struct vmci_queue_pair_alloc_msg {
	struct vmci_datagram header;
	struct vmci_handle handle;
	vmci_u32 peer;
	vmci_u32 flags;
	vmci_u64 produce_size; /* bytes, without the header page */
	vmci_u64 consume_size; /* bytes, without the header page */
	vmci_u64 num_ppns;
};

struct vmci_queue_pair_detach_msg {
	struct vmci_datagram header;
	struct vmci_handle handle;
};

#ifdef VMCI_HAL_WIRE_WORDS

#ifdef __cplusplus
#define VMCI_ASSERT(condition) static_assert(condition, #condition)
#else
#define VMCI_ASSERT(condition) _Static_assert(condition, #condition)
#endif
#define VMCI_ASSERT_AT(type, field, offset)                                                        \
	VMCI_ASSERT(__builtin_offsetof(struct type, field) == (offset))
#define VMCI_ASSERT_SIZE(type, bytes) VMCI_ASSERT(sizeof(struct type) == (bytes))

VMCI_ASSERT_AT(vmci_handle, context, 0);
VMCI_ASSERT_AT(vmci_handle, resource, 4);
VMCI_ASSERT_SIZE(vmci_handle, 8);

VMCI_ASSERT_AT(vmci_queue_header, handle, 0);
VMCI_ASSERT_AT(vmci_queue_header, producer_tail, 8);
VMCI_ASSERT_AT(vmci_queue_header, consumer_head, 16);
VMCI_ASSERT_SIZE(vmci_queue_header, 24);

VMCI_ASSERT_AT(vmci_datagram, dst, 0);
VMCI_ASSERT_AT(vmci_datagram, src, 8);
VMCI_ASSERT_AT(vmci_datagram, payload_size, 16);
VMCI_ASSERT_SIZE(vmci_datagram, 24);

VMCI_ASSERT_AT(vmci_resource_query_msg, num_resources, 24);
VMCI_ASSERT_AT(vmci_resource_query_msg, reserved, 28);
VMCI_ASSERT_SIZE(vmci_resource_query_msg, 32);

VMCI_ASSERT_AT(vmci_notify_bitmap_set_msg, bitmap_ppn, 24);
VMCI_ASSERT_SIZE(vmci_notify_bitmap_set_msg, 32);

VMCI_ASSERT_AT(vmci_doorbell_link_msg, handle, 24);
VMCI_ASSERT_AT(vmci_doorbell_link_msg, notify_index, 32);
VMCI_ASSERT_SIZE(vmci_doorbell_link_msg, 40);

VMCI_ASSERT_AT(vmci_doorbell_unlink_msg, handle, 24);
VMCI_ASSERT_SIZE(vmci_doorbell_unlink_msg, 32);

VMCI_ASSERT_AT(vmci_doorbell_notify_msg, handle, 24);
VMCI_ASSERT_SIZE(vmci_doorbell_notify_msg, 32);

VMCI_ASSERT_AT(vmci_event_data, event, 0);
VMCI_ASSERT_AT(vmci_event_data, reserved, 4);
VMCI_ASSERT_SIZE(vmci_event_data, 8);

VMCI_ASSERT_AT(vmci_event_payload_context, context_id, 0);
VMCI_ASSERT_AT(vmci_event_payload_context, reserved, 4);
VMCI_ASSERT_SIZE(vmci_event_payload_context, 8);

VMCI_ASSERT_AT(vmci_event_payload_queue_pair, handle, 0);
VMCI_ASSERT_AT(vmci_event_payload_queue_pair, peer_id, 8);
VMCI_ASSERT_AT(vmci_event_payload_queue_pair, reserved, 12);
VMCI_ASSERT_SIZE(vmci_event_payload_queue_pair, 16);

VMCI_ASSERT_AT(vmci_event_context_msg, event, 24);
VMCI_ASSERT_AT(vmci_event_context_msg, payload, 32);
VMCI_ASSERT_SIZE(vmci_event_context_msg, 40);

VMCI_ASSERT_AT(vmci_event_queue_pair_msg, event, 24);
VMCI_ASSERT_AT(vmci_event_queue_pair_msg, payload, 32);
VMCI_ASSERT_SIZE(vmci_event_queue_pair_msg, 48);

VMCI_ASSERT_AT(vmci_queue_pair_alloc_msg, handle, 24);
VMCI_ASSERT_AT(vmci_queue_pair_alloc_msg, peer, 32);
VMCI_ASSERT_AT(vmci_queue_pair_alloc_msg, flags, 36);
VMCI_ASSERT_AT(vmci_queue_pair_alloc_msg, produce_size, 40);
VMCI_ASSERT_AT(vmci_queue_pair_alloc_msg, consume_size, 48);
VMCI_ASSERT_AT(vmci_queue_pair_alloc_msg, num_ppns, 56);
VMCI_ASSERT_SIZE(vmci_queue_pair_alloc_msg, 64);

VMCI_ASSERT_AT(vmci_queue_pair_detach_msg, handle, 24);
VMCI_ASSERT_SIZE(vmci_queue_pair_detach_msg, 32);

#endif /* VMCI_HAL_WIRE_WORDS */

#endif
