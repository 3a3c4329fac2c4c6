// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The hypervisor of a program that is a virtual machine. */
#include <stdlib.h>
#include <sys/mman.h>

#include "../device/message.h"
#include "../queue_pair.h"
#include "../result.h"
#include "dev_vmci.h"
#include "hypervisor.h"

/* A pair that the kernel knows, and where it knows its pages. */
struct vmci_user_pair {
	struct vmci_user_pair *next;
	struct vmci_handle handle;
	vmci_u64 pages;
	void *memory;
	vmci_u32 numbers[]; /* of the pages */
};

static size_t bytes_of(const struct vmci_user_pair *pair)
{
	return (size_t)pair->pages * VMCI_HAL_PAGE_SIZE;
}

static int is_same(struct vmci_handle one, struct vmci_handle other)
{
	return one.context == other.context && one.resource == other.resource;
}

static void unmap(struct vmci_user_pair *pair)
{
	if (pair->memory)
		munmap(pair->memory, bytes_of(pair));
	pair->memory = NULL;
}

static void forget(struct vmci_user_pair **place)
{
	struct vmci_user_pair *pair = *place;

	*place = pair->next;
	unmap(pair);
	free(pair);
}

/* A bit for each resource that is asked about, if there is such a one. */
static int answer_query(const struct vmci_resource_query_msg *query, size_t size)
{
	const vmci_u32 *ids = (const vmci_u32 *)(query + 1);
	vmci_u32 there = 0;
	vmci_u32 i;

	if (size < sizeof(*query) || query->num_resources > 31 ||
	    size - sizeof(*query) < query->num_resources * sizeof(*ids))
		return VMCI_ERROR_INVALID_ARGS;
	for (i = 0; i < query->num_resources; i++) {
		if (ids[i] <= VMCI_HYPERVISOR_GET_CONTEXT_ID ||
		    ids[i] == VMCI_HYPERVISOR_QUEUE_PAIR_ALLOC ||
		    ids[i] == VMCI_HYPERVISOR_QUEUE_PAIR_DETACH)
			there |= 1u << i;
	}
	return (int)there;
}

/* The kernel sees the pages as this program's memory, in the order in which they are named. */
static int ask_for_pair(struct vmci_user_device *device,
			const struct vmci_queue_pair_alloc_msg *ask, struct vmci_user_pair *pair)
{
	struct vmci_dev_pair wanted = {
		.handle = ask->handle,
		.peer = ask->peer,
		.flags = ask->flags,
		.produce_size = ask->produce_size,
		.consume_size = ask->consume_size,
		.pages = ask->num_ppns,
	};
	int result;

	pair->handle = ask->handle;
	pair->pages = ask->num_ppns;
	memcpy(pair->numbers, ask + 1, (size_t)ask->num_ppns * sizeof(pair->numbers[0]));
	pair->memory = vmci_user_pages_map(&device->pages, pair->numbers, pair->pages);
	if (!pair->memory)
		return VMCI_ERROR_INVALID_ARGS;
	wanted.memory = pair->memory;
	result = vmci_dev_alloc_pair(device->file, &wanted);
	if (result < VMCI_SUCCESS)
		unmap(pair);
	return result;
}

static int alloc_pair(struct vmci_user_device *device, const struct vmci_queue_pair_alloc_msg *ask,
		      size_t size)
{
	struct vmci_user_pair *pair;
	int result;

	if (size < sizeof(*ask) || ask->num_ppns == 0 ||
	    ask->num_ppns != (size - sizeof(*ask)) / sizeof(pair->numbers[0]))
		return VMCI_ERROR_INVALID_ARGS;
	pair = malloc(sizeof(*pair) + (size_t)ask->num_ppns * sizeof(pair->numbers[0]));
	if (!pair)
		return VMCI_ERROR_NO_MEM;
	result = ask_for_pair(device, ask, pair);
	if (result < VMCI_SUCCESS) {
		free(pair);
		return result;
	}
	pair->next = device->pairs;
	device->pairs = pair;
	return result;
}

static int detach_pair(struct vmci_user_device *device,
		       const struct vmci_queue_pair_detach_msg *ask, size_t size)
{
	struct vmci_user_pair **place = &device->pairs;
	int result;

	if (size != sizeof(*ask))
		return VMCI_ERROR_INVALID_ARGS;
	result = vmci_dev_detach_pair(device->file, ask->handle);
	if (result < VMCI_SUCCESS && result != VMCI_ERROR_NOT_FOUND)
		return result;
	while (*place && !is_same((*place)->handle, ask->handle))
		place = &(*place)->next;
	if (*place)
		forget(place);
	return result;
}

int vmci_user_hypercall(struct vmci_user_device *device, const struct vmci_datagram *message,
			size_t size)
{
	switch ((vmci_u32)message->dst.resource) {
	case VMCI_HYPERVISOR_RESOURCES_QUERY:
		return answer_query((const struct vmci_resource_query_msg *)message, size);
	case VMCI_HYPERVISOR_GET_CONTEXT_ID:
		return (int)device->context;
	case VMCI_HYPERVISOR_QUEUE_PAIR_ALLOC:
		return alloc_pair(device, (const struct vmci_queue_pair_alloc_msg *)message, size);
	case VMCI_HYPERVISOR_QUEUE_PAIR_DETACH:
		return detach_pair(device, (const struct vmci_queue_pair_detach_msg *)message,
				   size);
	default:
		return VMCI_ERROR_INVALID_RESOURCE;
	}
}

void vmci_user_forget_pairs(struct vmci_user_device *device)
{
	while (device->pairs) {
		vmci_dev_detach_pair(device->file, device->pairs->handle);
		forget(&device->pairs);
	}
}

int vmci_user_device_quiesce(struct vmci_user_device *device)
{
	struct vmci_user_pair *pair;
	int result;

	for (pair = device->pairs; pair; pair = pair->next) {
		result = vmci_dev_set_pair_memory(device->file, pair->handle, NULL, 0);
		if (result < VMCI_SUCCESS)
			return result;
		unmap(pair);
	}
	return VMCI_SUCCESS;
}

static int give_back(struct vmci_user_device *device, struct vmci_user_pair *pair)
{
	pair->memory = vmci_user_pages_map(&device->pages, pair->numbers, pair->pages);
	if (!pair->memory)
		return VMCI_ERROR_NO_MEM;
	return vmci_dev_set_pair_memory(device->file, pair->handle, pair->memory, pair->pages);
}

int vmci_user_device_resume(struct vmci_user_device *device)
{
	struct vmci_user_pair *pair;
	int first_error = VMCI_SUCCESS;

	for (pair = device->pairs; pair; pair = pair->next) {
		int result = give_back(device, pair);

		if (result < VMCI_SUCCESS && first_error == VMCI_SUCCESS)
			first_error = result;
	}
	return first_error;
}
