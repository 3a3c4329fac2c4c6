// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The PCI driver of VMware's VMCI device, for FreeBSD 14. */
#include "interrupts.h"

#include <sys/errno.h>
#include <sys/kernel.h>
#include <sys/module.h>
#include <dev/pci/pcivar.h>

#include "../device/probe.h"

#define VMCI_PCI_VENDOR 0x15ad
#define VMCI_PCI_DEVICE 0x0740

MALLOC_DEFINE(M_VMCI_CORE, "vmci_core", "VMCI driver");

/* What belongs to one device. Too large for what the kernel allocates without waiting. */
struct vmci_pci {
	struct vmci_freebsd_device device;
	struct vmci_probe probe;
	struct vmci_guest guest;
};

/* What the kernel allocates for each device that it finds. */
struct vmci_pci_softc {
	struct vmci_pci *driver;
};

static int probe(device_t pci)
{
	if (pci_get_vendor(pci) != VMCI_PCI_VENDOR || pci_get_device(pci) != VMCI_PCI_DEVICE)
		return ENXIO;
	device_set_desc(pci, "VMware Virtual Machine Communication Interface");
	return BUS_PROBE_DEFAULT;
}

/* Nothing of the core runs any more. */
static void free_driver(struct vmci_pci *driver)
{
	vmci_freebsd_stop_deferred(&driver->device);
	vmci_freebsd_lock_destroy(&driver->guest.ports);
	vmci_freebsd_lock_destroy(&driver->guest.tables);
	mtx_destroy(&driver->device.sleep);
	free(driver, M_VMCI_CORE);
}

static int attach(device_t pci)
{
	struct vmci_pci_softc *softc = device_get_softc(pci);
	struct vmci_pci *driver = malloc(sizeof(*driver), M_VMCI_CORE, M_WAITOK | M_ZERO);
	int error;

	driver->device.pci = pci;
	driver->device.guest = &driver->guest;
	error = vmci_freebsd_start_deferred(&driver->device);
	if (error) {
		free(driver, M_VMCI_CORE);
		return error;
	}
	mtx_init(&driver->device.sleep, "vmci_core sleep", NULL, MTX_DEF);
	vmci_guest_begin(&driver->guest, &driver->device);
	pci_enable_busmaster(pci);

	vmci_freebsd_run(&driver->device, vmci_probe_step(&driver->guest, &driver->probe));
	if (driver->probe.result < VMCI_SUCCESS) {
		device_printf(pci, "the device cannot be used: VMCI error %d\n",
			      driver->probe.result);
		pci_disable_busmaster(pci);
		free_driver(driver);
		return ENXIO;
	}
	softc->driver = driver;
	device_printf(pci, "context %u, capabilities 0x%x\n", driver->guest.context,
		      (u_int)driver->guest.capabilities);
	return 0;
}

static int detach(device_t pci)
{
	struct vmci_pci_softc *softc = device_get_softc(pci);
	struct vmci_pci *driver = softc->driver;

	vmci_freebsd_run(&driver->device, vmci_remove_step(&driver->guest, &driver->probe));
	pci_disable_busmaster(pci);
	free_driver(driver);
	softc->driver = NULL;
	return 0;
}

static device_method_t methods[] = {
	DEVMETHOD(device_probe, probe),
	DEVMETHOD(device_attach, attach),
	DEVMETHOD(device_detach, detach),
	DEVMETHOD_END,
};

static driver_t pci_driver = { "vmci_core", methods, sizeof(struct vmci_pci_softc) };

DRIVER_MODULE(vmci_core, pci, pci_driver, NULL, NULL);
MODULE_DEPEND(vmci_core, pci, 1, 1, 1);
MODULE_VERSION(vmci_core, 1);
