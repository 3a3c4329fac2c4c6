// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What clients do with a device: the core's operations, run to their ends. */
#include <linux/module.h>

#include "../device/doorbell.h"
#include "../device/endpoint.h"
#include "../device/subscription.h"
#include "device.h"

int vmci_device_create_endpoint(struct vmci_device *device, vmci_u32 resource, unsigned int flags,
				vmci_arrived_fn arrived, void *client, struct vmci_handle *handle)
{
	vmci_callback callback = { .arrived = arrived, .client = client };

	if (!arrived)
		return VMCI_ERROR_INVALID_ARGS;
	return vmci_endpoint_create(&device->guest, resource, flags, callback, handle);
}
EXPORT_SYMBOL_GPL(vmci_device_create_endpoint);

int vmci_device_destroy_endpoint(struct vmci_device *device, struct vmci_handle handle)
{
	struct vmci_endpoint_operation destroy = { .handle = handle };

	might_sleep();
	vmci_linux_run(&device->platform, vmci_endpoint_destroy_step(&device->guest, &destroy));
	return destroy.result;
}
EXPORT_SYMBOL_GPL(vmci_device_destroy_endpoint);

int vmci_device_send(struct vmci_device *device, struct vmci_datagram *datagram)
{
	struct vmci_endpoint_operation send = { .phase = 0 };

	/* No step of it waits. */
	while (vmci_endpoint_send_step(&device->guest, datagram, &send) != VMCI_STEP_DONE)
		;
	return send.result;
}
EXPORT_SYMBOL_GPL(vmci_device_send);

int vmci_device_create_doorbell(struct vmci_device *device, vmci_u32 resource, unsigned int flags,
				vmci_rung_fn rung, void *client, struct vmci_handle *handle)
{
	struct vmci_doorbell_operation create = {
		.handle = { VMCI_ID_INVALID, VMCI_ID_INVALID },
		.callback = { .rung = rung, .client = client },
		.flags = (unsigned char)flags,
	};

	might_sleep();
	if (!rung || flags != create.flags)
		return VMCI_ERROR_INVALID_ARGS;
	if (resource != VMCI_ID_INVALID) {
		create.handle.context = vmci_device_context(device);
		create.handle.resource = resource;
	}
	vmci_linux_run(&device->platform, vmci_doorbell_create_step(&device->guest, &create));
	if (create.result >= VMCI_SUCCESS)
		*handle = create.handle;
	return create.result;
}
EXPORT_SYMBOL_GPL(vmci_device_create_doorbell);

int vmci_device_destroy_doorbell(struct vmci_device *device, struct vmci_handle handle)
{
	struct vmci_doorbell_operation destroy = { .handle = handle };

	might_sleep();
	vmci_linux_run(&device->platform, vmci_doorbell_destroy_step(&device->guest, &destroy));
	return destroy.result;
}
EXPORT_SYMBOL_GPL(vmci_device_destroy_doorbell);

int vmci_device_notify_doorbell(struct vmci_device *device, struct vmci_handle handle)
{
	return vmci_doorbell_ring(&device->guest, handle);
}
EXPORT_SYMBOL_GPL(vmci_device_notify_doorbell);

int vmci_device_subscribe(struct vmci_device *device, vmci_u32 event, vmci_happened_fn happened,
			  void *client, vmci_u32 *id)
{
	vmci_callback callback = { .happened = happened, .client = client };

	if (!happened)
		return VMCI_ERROR_INVALID_ARGS;
	return vmci_subscribe(&device->guest, event, callback, id);
}
EXPORT_SYMBOL_GPL(vmci_device_subscribe);

int vmci_device_unsubscribe(struct vmci_device *device, vmci_u32 id)
{
	struct vmci_unsubscribe unsubscribe = { .id = id };

	might_sleep();
	vmci_linux_run(&device->platform, vmci_unsubscribe_step(&device->guest, &unsubscribe));
	return unsubscribe.result;
}
EXPORT_SYMBOL_GPL(vmci_device_unsubscribe);
