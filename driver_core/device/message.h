/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The datagrams with which a driver asks something of the hypervisor. Each function writes every
 * byte of its message.
 */
#ifndef VMCI_CORE_MESSAGE_H
#define VMCI_CORE_MESSAGE_H

#include "../datagram.h"
#include "../hal/hal.h"
#include "../route.h"
#include "../wire.h"

/* The hypervisor's resources, which such a datagram is sent to. */
enum vmci_hypervisor_resource {
	VMCI_HYPERVISOR_RESOURCES_QUERY = 0,
	VMCI_HYPERVISOR_GET_CONTEXT_ID = 1,
	VMCI_HYPERVISOR_SET_NOTIFY_BITMAP = 2,
	VMCI_HYPERVISOR_DOORBELL_LINK = 3,
	VMCI_HYPERVISOR_DOORBELL_UNLINK = 4,
	VMCI_HYPERVISOR_DOORBELL_NOTIFY = 5,
	VMCI_HYPERVISOR_EVENT_SUBSCRIBE = 8,
	VMCI_HYPERVISOR_EVENT_UNSUBSCRIBE = 9,
	VMCI_HYPERVISOR_QUEUE_PAIR_ALLOC = 10,
	VMCI_HYPERVISOR_QUEUE_PAIR_DETACH = 11
};

/* To the hypervisor from nobody in particular, with `size` bytes in all. */
static inline void vmci_message_header(struct vmci_datagram *header, vmci_u32 resource,
				       vmci_u64 size)
{
	header->dst.context = VMCI_CONTEXT_HYPERVISOR;
	header->dst.resource = resource;
	header->src.context = VMCI_ID_INVALID;
	header->src.resource = VMCI_ID_INVALID;
	header->payload_size = size - VMCI_DATAGRAM_HEADER_SIZE;
}

/* Which of these resources does the hypervisor have? Here, whether it tells context ids. */
struct vmci_resource_query {
	struct vmci_resource_query_msg query;
	vmci_u32 ids[2]; /* the second one fills the last 8 bytes */
};

static inline void vmci_message_resource_query(struct vmci_resource_query *message)
{
	vmci_message_header(&message->query.header, VMCI_HYPERVISOR_RESOURCES_QUERY,
			    sizeof(message->query) + sizeof(message->ids[0]));
	message->query.num_resources = 1;
	message->query.reserved = 0;
	message->ids[0] = VMCI_HYPERVISOR_GET_CONTEXT_ID;
	message->ids[1] = 0;
}

/* Which context is this machine? */
static inline void vmci_message_get_context_id(struct vmci_datagram *message)
{
	vmci_message_header(message, VMCI_HYPERVISOR_GET_CONTEXT_ID, sizeof(*message));
}

/* Here is the notification page. */
static inline void vmci_message_notify_bitmap_set(struct vmci_notify_bitmap_set_msg *message,
						  vmci_u64 page_number)
{
	vmci_message_header(&message->header, VMCI_HYPERVISOR_SET_NOTIFY_BITMAP, sizeof(*message));
	message->bitmap_ppn = page_number;
}

/* From now on, have this byte of the notification page set when the doorbell is rung. */
static inline void vmci_message_doorbell_link(struct vmci_doorbell_link_msg *message,
					      struct vmci_handle handle, vmci_u64 notify_index)
{
	vmci_message_header(&message->header, VMCI_HYPERVISOR_DOORBELL_LINK, sizeof(*message));
	message->handle = handle;
	message->notify_index = notify_index;
}

/* The doorbell is no more. */
static inline void vmci_message_doorbell_unlink(struct vmci_doorbell_unlink_msg *message,
						struct vmci_handle handle)
{
	vmci_message_header(&message->header, VMCI_HYPERVISOR_DOORBELL_UNLINK, sizeof(*message));
	message->handle = handle;
}

/* Ring a doorbell of the host's, or of this machine's own. */
static inline void vmci_message_doorbell_notify(struct vmci_doorbell_notify_msg *message,
						struct vmci_handle handle)
{
	vmci_message_header(&message->header, VMCI_HYPERVISOR_DOORBELL_NOTIFY, sizeof(*message));
	message->handle = handle;
}

#endif
