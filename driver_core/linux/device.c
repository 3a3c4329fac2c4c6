// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Which device there is, and for how long what belongs to it stays. */
#include <linux/mm.h>
#include <linux/module.h>

#include "../device/deferred.h"
#include "device.h"

/* The device that clients get, if there is one. */
static struct vmci_device *published;
static DEFINE_SPINLOCK(publishing);

static void do_deferred(struct work_struct *work)
{
	struct vmci_linux_device *device = container_of(work, struct vmci_linux_device, deferred);
	struct vmci_deferred deferred = { .phase = 0 };

	vmci_linux_run(device, vmci_deferred_step(device->guest, &deferred));
}

struct vmci_device *vmci_linux_new_device(struct pci_dev *pci)
{
	struct vmci_device *device = kvzalloc(sizeof(*device), GFP_KERNEL);

	if (!device)
		return NULL;
	kref_init(&device->references);
	device->platform.pci = pci;
	device->platform.guest = &device->guest;
	init_waitqueue_head(&device->platform.woken);
	INIT_WORK(&device->platform.deferred, do_deferred);
	vmci_guest_begin(&device->guest, &device->platform);
	return device;
}

int vmci_linux_publish(struct vmci_device *device)
{
	unsigned long flags;
	int error = 0;

	spin_lock_irqsave(&publishing, flags);
	if (published)
		error = -EBUSY;
	else
		published = device;
	spin_unlock_irqrestore(&publishing, flags);
	return error;
}

void vmci_linux_withdraw(struct vmci_device *device)
{
	unsigned long flags;

	spin_lock_irqsave(&publishing, flags);
	if (published == device)
		published = NULL;
	spin_unlock_irqrestore(&publishing, flags);
}

static void free_device(struct kref *references)
{
	kvfree(container_of(references, struct vmci_device, references));
}

int vmci_device_get(struct vmci_device **device)
{
	int result = VMCI_ERROR_DEVICE_NOT_FOUND;
	unsigned long flags;

	spin_lock_irqsave(&publishing, flags);
	if (published) {
		kref_get(&published->references);
		*device = published;
		result = VMCI_SUCCESS;
	}
	spin_unlock_irqrestore(&publishing, flags);
	return result;
}
EXPORT_SYMBOL_GPL(vmci_device_get);

void vmci_device_put(struct vmci_device *device)
{
	kref_put(&device->references, free_device);
}
EXPORT_SYMBOL_GPL(vmci_device_put);

vmci_u32 vmci_device_context(struct vmci_device *device)
{
	return vmci_guest_context(&device->guest);
}
EXPORT_SYMBOL_GPL(vmci_device_context);
