// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The PCI driver of VMware's VMCI device. It takes part in a machine that has no other driver for
 * it: the kernel gives a device to one driver at a time.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>

#include "../device/interrupt.h"
#include "../device/probe.h"
#include "device.h"
#include "pci.h"

#define VMCI_PCI_VENDOR 0x15ad
#define VMCI_PCI_DEVICE 0x0740

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

/* Takes a device into use, and lets clients have it. */
static int begin(struct vmci_device *device, struct pci_dev *pci)
{
	int error;

	vmci_linux_run(&device->platform, vmci_probe_step(&device->guest, &device->probe));
	if (device->probe.result < VMCI_SUCCESS) {
		dev_err(&pci->dev, "the device cannot be used: VMCI error %d\n",
			device->probe.result);
		return -ENXIO;
	}
	error = vmci_linux_publish(device);
	if (error) {
		dev_err(&pci->dev, "the machine has another device, which is in use\n");
		vmci_linux_run(&device->platform, vmci_remove_step(&device->guest, &device->probe));
	}
	return error;
}

static int probe(struct pci_dev *pci, const struct pci_device_id *id)
{
	struct vmci_device *device;
	int error;

	error = pci_enable_device(pci);
	if (error)
		return error;
	error = pci_request_regions(pci, "vmci_core");
	if (error)
		goto disable;
	device = vmci_linux_new_device(pci);
	if (!device) {
		error = -ENOMEM;
		goto release;
	}
	pci_set_master(pci);
	error = begin(device, pci);
	if (error)
		goto put;
	pci_set_drvdata(pci, device);
	dev_info(&pci->dev, "context %u, capabilities 0x%x, %u vectors\n", vmci_device_context(device),
		 device->guest.capabilities, device->platform.vectors);
	return 0;

put:
	vmci_device_put(device);
	pci_clear_master(pci);
release:
	pci_release_regions(pci);
disable:
	pci_disable_device(pci);
	return error;
}

/* Clients that still have the device keep its tables. */
static void remove(struct pci_dev *pci)
{
	struct vmci_device *device = pci_get_drvdata(pci);

	vmci_linux_withdraw(device);
	vmci_linux_run(&device->platform, vmci_remove_step(&device->guest, &device->probe));
	vmci_device_put(device);
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
