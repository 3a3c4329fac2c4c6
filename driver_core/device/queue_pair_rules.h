/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which queue pairs a machine may ask for: pure functions of numbers. No sum wraps, whatever they
 * are. Where one can fail it returns VMCI_SUCCESS or the error that its comment names, and on
 * failure leaves its result alone.
 */
#ifndef VMCI_CORE_QUEUE_PAIR_RULES_H
#define VMCI_CORE_QUEUE_PAIR_RULES_H

#include "../datagram.h"
#include "../queue_pair.h"
#include "../route.h"
#include "../wire.h"

/* What a client asks for: as in struct vmci_queue_pair_operation. */
struct vmci_queue_pair_request {
	struct vmci_handle handle;
	vmci_u32 peer;
	vmci_u32 flags;
	vmci_u64 produce_size;
	vmci_u64 consume_size;
};

/* The bytes of struct vmci_queue_pair_alloc_msg, which the page numbers follow. */
#define VMCI_QUEUE_PAIR_ALLOC_MSG_SIZE 64u

/*
 * The size of the datagram that names so many pages, those of a pair that may be, by numbers of
 * `number_size` bytes, 4 or 8. VMCI_ERROR_NO_RESOURCES: no datagram is so large.
 */
static inline int vmci_queue_pair_message_size(unsigned int number_size, vmci_u64 pages,
					       vmci_u64 *size)
{
	if (pages > (VMCI_DATAGRAM_SIZE_MAX - VMCI_QUEUE_PAIR_ALLOC_MSG_SIZE) / number_size)
		return VMCI_ERROR_NO_RESOURCES;
	*size = VMCI_QUEUE_PAIR_ALLOC_MSG_SIZE + pages * number_size;
	return VMCI_SUCCESS;
}

/*
 * Whether a machine with the context `own` may have a pair of such a handle and peer.
 * VMCI_ERROR_NO_ACCESS: the context is neither its own nor, unless the pair is local, the host's, or
 * a local pair's peer is another; VMCI_ERROR_INVALID_ARGS: who attaches gives no id, or who creates
 * a pair that is not local gives one.
 */
static inline int vmci_queue_pair_check_handle(vmci_u32 own,
					       const struct vmci_queue_pair_request *request)
{
	int host = request->handle.context == VMCI_CONTEXT_HOST;
	int given = request->handle.resource != VMCI_ID_INVALID;
	int local = (request->flags & VMCI_QUEUE_PAIR_LOCAL) != 0;
	int attaches = (request->flags & VMCI_QUEUE_PAIR_ATTACH_ONLY) != 0 || host;
	int ours = request->handle.context == own ||
		   (request->handle.context == VMCI_ID_INVALID && !given);

	if (!ours && (local || !host))
		return VMCI_ERROR_NO_ACCESS;
	if (local && request->peer != own && request->peer != VMCI_ID_INVALID)
		return VMCI_ERROR_NO_ACCESS;
	if (given != attaches && !(given && local))
		return VMCI_ERROR_INVALID_ARGS;
	return VMCI_SUCCESS;
}

/*
 * All that can be said of a request by itself, in this order: vmci_queue_pair_check_flags();
 * vmci_queue_pair_check_sizes(); unless the pair is local, vmci_queue_pair_message_size();
 * VMCI_ERROR_DEVICE_NOT_FOUND: the machine has no context yet; vmci_queue_pair_check_handle().
 */
static inline int vmci_queue_pair_check_request(vmci_u32 own, unsigned int number_size,
						const struct vmci_queue_pair_request *request)
{
	int result = vmci_queue_pair_check_flags(request->flags);
	vmci_u64 size = 0;

	if (result >= VMCI_SUCCESS)
		result = vmci_queue_pair_check_sizes(request->produce_size, request->consume_size);
	if (result >= VMCI_SUCCESS && !(request->flags & VMCI_QUEUE_PAIR_LOCAL))
		result = vmci_queue_pair_message_size(number_size,
						      vmci_queue_pages(request->produce_size) +
							      vmci_queue_pages(request->consume_size),
						      &size);
	if (result >= VMCI_SUCCESS && own == VMCI_ID_INVALID)
		result = VMCI_ERROR_DEVICE_NOT_FOUND;
	if (result >= VMCI_SUCCESS)
		result = vmci_queue_pair_check_handle(own, request);
	return result;
}

/*
 * VMCI_ERROR_QUEUEPAIR_MISMATCH: who attaches to a local pair does not want the same one, its
 * creator's queues exchanged.
 */
static inline int vmci_queue_pair_check_same(vmci_u32 flags, vmci_u64 produce_size,
					     vmci_u64 consume_size,
					     const struct vmci_queue_pair_request *request)
{
	if (!vmci_queue_pair_flags_agree(request->flags, flags) ||
	    request->produce_size != consume_size || request->consume_size != produce_size)
		return VMCI_ERROR_QUEUEPAIR_MISMATCH;
	return VMCI_SUCCESS;
}

/*
 * VMCI_ERROR_NO_RESOURCES: with a pair of such sizes, which may be, all pairs' data would be over
 * VMCI_QUEUE_PAIR_BYTES_MAX. The `used` bytes are not.
 */
static inline int vmci_queue_pair_check_room(vmci_u64 used, vmci_u64 produce_size,
					     vmci_u64 consume_size)
{
	if (produce_size + consume_size > VMCI_QUEUE_PAIR_BYTES_MAX - used)
		return VMCI_ERROR_NO_RESOURCES;
	return VMCI_SUCCESS;
}

#endif
