// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The device's interrupts, and the work that is deferred: each runs an operation of the core in a
 * thread of its own.
 */
#include "interrupts.h"

#include <sys/errno.h>
#include <sys/priority.h>
#include <dev/pci/pcivar.h>

#include "../device/deferred.h"
#include "../device/interrupt.h"

static void handle_any(void *data)
{
	struct vmci_guest *guest = data;
	struct vmci_interrupt interrupt = { .phase = 0 };

	vmci_freebsd_run(guest->device, vmci_interrupt_step(guest, &interrupt));
}

static void handle_datagrams(void *data)
{
	struct vmci_guest *guest = data;
	struct vmci_delivery delivery = { .phase = 0 };

	vmci_freebsd_run(guest->device, vmci_delivery_step(guest, &delivery));
}

static void handle_notifications(void *data)
{
	struct vmci_guest *guest = data;
	struct vmci_notification notification = { .phase = 0 };

	vmci_freebsd_run(guest->device, vmci_notification_step(guest, &notification));
}

static void do_deferred(void *data, int times)
{
	struct vmci_guest *guest = data;
	struct vmci_deferred deferred = { .phase = 0 };

	(void)times;
	vmci_freebsd_run(guest->device, vmci_deferred_step(guest, &deferred));
}

int vmci_freebsd_start_deferred(struct vmci_freebsd_device *device)
{
	int error;

	TASK_INIT(&device->deferred, 0, do_deferred, device->guest);
	device->queue = taskqueue_create("vmci_core", M_WAITOK, taskqueue_thread_enqueue,
					 &device->queue);
	error = taskqueue_start_threads(&device->queue, 1, PWAIT, "vmci_core deferred");
	if (error)
		taskqueue_free(device->queue);
	return error;
}

void vmci_freebsd_stop_deferred(struct vmci_freebsd_device *device)
{
	taskqueue_free(device->queue);
}

/* MSI-X vectors, just as many. The kernel demands that their table is mapped. 0 or an errno. */
static int alloc_msix(vmci_hal_device device, unsigned int wanted)
{
	int count = (int)wanted;
	int error;

	if (pci_msix_count(device->pci) < count)
		return ENXIO;
	error = pci_alloc_msix(device->pci, &count);
	if (error || count == (int)wanted)
		return error;
	pci_release_msi(device->pci);
	return ENXIO;
}

static int alloc_msi(vmci_hal_device device)
{
	int count = 1;

	return pci_alloc_msi(device->pci, &count);
}

/* How many vectors there are: as many as wanted, or one. */
static unsigned int alloc_vectors(vmci_hal_device device, unsigned int wanted)
{
	device->messages = 1;
	if (wanted <= VMCI_FREEBSD_VECTORS && !alloc_msix(device, wanted))
		return wanted;
	device->messages = !alloc_msix(device, 1) || !alloc_msi(device);
	return 1;
}

/* The kernel numbers messages from 1 on; 0 is the line. */
static int vector_id(const struct vmci_freebsd_device *device, unsigned int vector)
{
	return device->messages ? (int)vector + 1 : 0;
}

/* Has a handler called for a vector. 0 or an errno. */
static int request_vector(vmci_hal_device device, unsigned int vector, driver_intr_t *handler)
{
	int id = vector_id(device, vector);
	u_int flags = RF_ACTIVE | (device->messages ? 0 : RF_SHAREABLE);
	struct resource *interrupt;
	int error;

	interrupt = bus_alloc_resource_any(device->pci, SYS_RES_IRQ, &id, flags);
	if (!interrupt)
		return ENXIO;
	error = bus_setup_intr(device->pci, interrupt, INTR_TYPE_MISC | INTR_MPSAFE, NULL, handler,
			       device->guest, &device->handlers[vector]);
	if (error)
		bus_release_resource(device->pci, SYS_RES_IRQ, id, interrupt);
	else
		device->interrupts[vector] = interrupt;
	return error;
}

/* Waits for the handler if it runs. */
static void free_vector(vmci_hal_device device, unsigned int vector)
{
	struct resource *interrupt = device->interrupts[vector];

	if (!interrupt)
		return;
	bus_teardown_intr(device->pci, interrupt, device->handlers[vector]);
	bus_release_resource(device->pci, SYS_RES_IRQ, vector_id(device, vector), interrupt);
	device->interrupts[vector] = NULL;
}

int vmci_freebsd_request_interrupts(vmci_hal_device device, unsigned int wanted)
{
	static driver_intr_t *const handlers[] = { handle_datagrams, handle_notifications };
	unsigned int count = alloc_vectors(device, wanted);
	unsigned int vector;

	for (vector = 0; vector < count; vector++) {
		if (request_vector(device, vector, count == 1 ? handle_any : handlers[vector])) {
			vmci_freebsd_free_interrupts(device);
			return VMCI_ERROR_UNAVAILABLE;
		}
	}
	return (int)count;
}

void vmci_freebsd_free_interrupts(vmci_hal_device device)
{
	unsigned int vector;

	for (vector = 0; vector < VMCI_FREEBSD_VECTORS; vector++)
		free_vector(device, vector);
	if (device->messages)
		pci_release_msi(device->pci);
}
