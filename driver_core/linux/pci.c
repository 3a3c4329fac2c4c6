// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The PCI driver of VMware's VMCI device. It takes part in a machine that has no other driver for
 * it: the kernel gives a device to one driver at a time.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/mm.h>
#include <linux/pci.h>

#include "../device/deferred.h"
#include "../device/interrupt.h"
#include "../device/probe.h"
#include "pci.h"

#define VMCI_PCI_VENDOR 0x15ad
#define VMCI_PCI_DEVICE 0x0740

/* What belongs to one device. Too large for kmalloc(). */
struct vmci_pci {
	struct vmci_linux_device device;
	struct vmci_probe probe;
	struct vmci_guest guest;
};

static irqreturn_t handle_any(int irq, void *data)
{
	struct vmci_guest *guest = data;
	struct vmci_interrupt interrupt = { .phase = 0 };

	vmci_linux_run(guest->device, vmci_interrupt_step(guest, &interrupt));
	return interrupt.ours ? IRQ_HANDLED : IRQ_NONE;
}

static irqreturn_t handle_datagrams(int irq, void *data)
{
	struct vmci_guest *guest = data;
	struct vmci_delivery delivery = { .phase = 0 };

	vmci_linux_run(guest->device, vmci_delivery_step(guest, &delivery));
	return IRQ_HANDLED;
}

static irqreturn_t handle_notifications(int irq, void *data)
{
	struct vmci_guest *guest = data;
	struct vmci_notification notification = { .phase = 0 };

	vmci_linux_run(guest->device, vmci_notification_step(guest, &notification));
	return IRQ_HANDLED;
}

static void do_deferred(struct work_struct *work)
{
	struct vmci_linux_device *device = container_of(work, struct vmci_linux_device, deferred);
	struct vmci_deferred deferred = { .phase = 0 };

	vmci_linux_run(device, vmci_deferred_step(device->guest, &deferred));
}

/* Handlers are threads: they call clients, take memory, and a batch of datagrams may be long. */
static int request_vector(vmci_hal_device device, unsigned int vector, irq_handler_t handler,
			  unsigned long flags)
{
	return request_threaded_irq(pci_irq_vector(device->pci, vector), NULL, handler,
				    IRQF_ONESHOT | flags, "vmci_core", device->guest);
}

static void free_vectors(vmci_hal_device device, unsigned int count)
{
	while (count-- > 0)
		free_irq(pci_irq_vector(device->pci, count), device->guest);
	pci_free_irq_vectors(device->pci);
}

int vmci_linux_request_interrupts(vmci_hal_device device, unsigned int wanted)
{
	static const irq_handler_t handlers[] = { handle_datagrams, handle_notifications };
	unsigned int i;
	int count;

	count = pci_alloc_irq_vectors(device->pci, wanted, wanted, PCI_IRQ_MSIX);
	if (count < 0)
		count = pci_alloc_irq_vectors(device->pci, 1, 1, PCI_IRQ_ALL_TYPES);
	if (count < 0)
		return VMCI_ERROR_UNAVAILABLE;
	for (i = 0; i < count; i++) {
		unsigned long flags = pci_dev_msi_enabled(device->pci) ? 0 : IRQF_SHARED;
		int error = request_vector(device, i, count == 1 ? handle_any : handlers[i], flags);

		if (error) {
			free_vectors(device, i);
			return VMCI_ERROR_UNAVAILABLE;
		}
	}
	device->vectors = count;
	return count;
}

void vmci_linux_free_interrupts(vmci_hal_device device)
{
	free_vectors(device, device->vectors);
	device->vectors = 0;
}

static int probe(struct pci_dev *pci, const struct pci_device_id *id)
{
	struct vmci_pci *driver;
	int error;

	error = pci_enable_device(pci);
	if (error)
		return error;
	error = pci_request_regions(pci, "vmci_core");
	if (error)
		goto disable;
	driver = kvzalloc(sizeof(*driver), GFP_KERNEL);
	if (!driver) {
		error = -ENOMEM;
		goto release;
	}
	driver->device.pci = pci;
	driver->device.guest = &driver->guest;
	init_waitqueue_head(&driver->device.woken);
	INIT_WORK(&driver->device.deferred, do_deferred);
	vmci_guest_init(&driver->guest, &driver->device);
	pci_set_master(pci);

	vmci_linux_run(&driver->device, vmci_probe_step(&driver->guest, &driver->probe));
	if (driver->probe.result < VMCI_SUCCESS) {
		dev_err(&pci->dev, "the device cannot be used: VMCI error %d\n",
			driver->probe.result);
		kvfree(driver);
		error = -ENXIO;
		goto release;
	}
	pci_set_drvdata(pci, driver);
	dev_info(&pci->dev, "context %u, capabilities 0x%x\n", driver->guest.context,
		 driver->guest.capabilities);
	return 0;

release:
	pci_clear_master(pci);
	pci_release_regions(pci);
disable:
	pci_disable_device(pci);
	return error;
}

static void remove(struct pci_dev *pci)
{
	struct vmci_pci *driver = pci_get_drvdata(pci);

	vmci_linux_run(&driver->device, vmci_remove_step(&driver->guest, &driver->probe));
	kvfree(driver);
	pci_clear_master(pci);
	pci_release_regions(pci);
	pci_disable_device(pci);
}

static const struct pci_device_id ids[] = {
	{ PCI_DEVICE(VMCI_PCI_VENDOR, VMCI_PCI_DEVICE) },
	{},
};
MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver pci_driver = {
	.name = "vmci_core",
	.id_table = ids,
	.probe = probe,
	.remove = remove,
};

int __init vmci_linux_register_driver(void)
{
	return pci_register_driver(&pci_driver);
}

void vmci_linux_unregister_driver(void)
{
	pci_unregister_driver(&pci_driver);
}
