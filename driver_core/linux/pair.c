// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The ends of queue pairs that clients have. */
#include <linux/module.h>
#include <linux/slab.h>

#include "../device/queue_pair.h"
#include "device.h"

struct vmci_pair_end {
	struct vmci_device *device;
	struct vmci_handle handle;
	struct vmci_ring_pair ring;
	unsigned char end; /* which of a local pair's two, see ../device/queue_pair.h */
};

/* What an allocation has made. There are pages for both sizes: rings begin without an error. */
static void begin_end(struct vmci_pair_end *end, struct vmci_device *device,
		      const struct vmci_queue_pair_operation *alloc)
{
	end->device = device;
	end->handle = alloc->handle;
	end->end = alloc->end;
	vmci_queue_pair_views(&device->guest, alloc->slot, alloc->end, &end->ring);
	vmci_ring_pair_init(&end->ring);
}

int vmci_device_create_pair(struct vmci_device *device, const struct vmci_pair_request *request,
			    struct vmci_pair_end **end)
{
	struct vmci_queue_pair_operation alloc = {
		.handle = request->handle,
		.peer = request->peer,
		.flags = request->flags,
		.produce_size = request->produce_size,
		.consume_size = request->consume_size,
		.callback = { .changed = request->changed, .client = request->client },
	};
	struct vmci_pair_end *made;

	might_sleep();
	if (!request->changed)
		return VMCI_ERROR_INVALID_ARGS;
	/* A pair that has been made may be impossible to give back: the memory for it comes first.
	 */
	made = kmalloc(sizeof(*made), GFP_KERNEL);
	if (!made)
		return VMCI_ERROR_NO_MEM;
	vmci_linux_run(&device->platform, vmci_queue_pair_alloc_step(&device->guest, &alloc));
	if (alloc.result < VMCI_SUCCESS) {
		kfree(made);
		return alloc.result;
	}
	begin_end(made, device, &alloc);
	*end = made;
	return VMCI_SUCCESS;
}
EXPORT_SYMBOL_GPL(vmci_device_create_pair);

int vmci_device_detach_pair(struct vmci_pair_end *end)
{
	struct vmci_queue_pair_operation detach = { .handle = end->handle, .end = end->end };
	struct vmci_device *device = end->device;

	might_sleep();
	vmci_linux_run(&device->platform, vmci_queue_pair_detach_step(&device->guest, &detach));
	if (detach.result < VMCI_SUCCESS)
		return detach.result;
	kfree(end);
	return VMCI_SUCCESS;
}
EXPORT_SYMBOL_GPL(vmci_device_detach_pair);

struct vmci_handle vmci_pair_end_handle(const struct vmci_pair_end *end)
{
	return end->handle;
}
EXPORT_SYMBOL_GPL(vmci_pair_end_handle);

struct vmci_ring_pair *vmci_pair_end_ring(struct vmci_pair_end *end)
{
	return &end->ring;
}
EXPORT_SYMBOL_GPL(vmci_pair_end_ring);
