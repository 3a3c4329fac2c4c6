// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What the hypervisor is told of queue pairs. */
#include "queue_pair_message.h"
#include "../queue_pair.h"
#include "message.h"
#include "queue_pair_rules.h"
#include "registers.h"
#include "send.h"

/* A list of page numbers, as the device reads it. */
struct page_numbers {
	unsigned char *next; /* where the next one goes */
	int far;	     /* whether they have 64 bits */
};

unsigned int vmci_queue_pair_number_size(unsigned int capabilities)
{
	return capabilities & VMCI_CAPABILITY_PPN64 ? sizeof(vmci_u64) : sizeof(vmci_u32);
}

/* A number that is cut off would be that of somebody else's page. */
static int put_number(struct page_numbers *numbers, vmci_u64 number)
{
	vmci_u32 low = (vmci_u32)number;

	if (numbers->far) {
		__builtin_memcpy(numbers->next, &number, sizeof(number));
		numbers->next += sizeof(number);
		return VMCI_SUCCESS;
	}
	if (low != number)
		return VMCI_ERROR_NO_MEM;
	__builtin_memcpy(numbers->next, &low, sizeof(low));
	numbers->next += sizeof(low);
	return VMCI_SUCCESS;
}

static int put_numbers(const struct vmci_guest *guest, vmci_queue queue, vmci_u64 size,
		       struct page_numbers *numbers)
{
	int result = VMCI_SUCCESS;
	vmci_u64 i;

	for (i = 0; i < vmci_queue_pages(size) && result >= VMCI_SUCCESS; i++)
		result = put_number(numbers, vmci_hal_queue_page_number(guest->device, queue, i));
	return result;
}

static int send_alloc(struct vmci_guest *guest, const struct vmci_queue_pair *pair,
		      struct vmci_queue_pair_alloc_msg *message, struct page_numbers *numbers)
{
	int result = put_numbers(guest, pair->produce, pair->produce_size, numbers);

	if (result >= VMCI_SUCCESS)
		result = put_numbers(guest, pair->consume, pair->consume_size, numbers);
	if (result >= VMCI_SUCCESS)
		result = vmci_send(guest, &message->header);
	return result;
}

int vmci_queue_pair_send_alloc(struct vmci_guest *guest, unsigned int slot,
			       struct vmci_handle handle, vmci_u32 flags)
{
	const struct vmci_queue_pair *pair = &guest->queue_pairs.slots[slot];
	vmci_u64 pages =
		vmci_queue_pages(pair->produce_size) + vmci_queue_pages(pair->consume_size);
	unsigned int capabilities = guest->capabilities;
	struct vmci_queue_pair_alloc_msg *message;
	struct page_numbers numbers;
	vmci_u64 size = 0;
	int result = vmci_queue_pair_message_size(vmci_queue_pair_number_size(capabilities),
						  pages, &size);

	if (result < VMCI_SUCCESS)
		return result;
	message = (struct vmci_queue_pair_alloc_msg *)vmci_hal_alloc_message(guest->device, size);
	if (!message)
		return VMCI_ERROR_NO_MEM;
	vmci_message_header(&message->header, VMCI_HYPERVISOR_QUEUE_PAIR_ALLOC, size);
	message->handle = handle;
	message->peer = pair->peer;
	message->flags = flags;
	message->produce_size = pair->produce_size;
	message->consume_size = pair->consume_size;
	message->num_ppns = pages;
	numbers.next = (unsigned char *)(message + 1);
	numbers.far = (capabilities & VMCI_CAPABILITY_PPN64) != 0;
	result = send_alloc(guest, pair, message, &numbers);
	vmci_hal_free_message(guest->device, message);
	return result;
}

int vmci_queue_pair_send_detach(struct vmci_guest *guest, struct vmci_handle handle)
{
	struct vmci_queue_pair_detach_msg message;

	vmci_message_header(&message.header, VMCI_HYPERVISOR_QUEUE_PAIR_DETACH, sizeof(message));
	message.handle = handle;
	return vmci_send(guest, &message.header);
}
