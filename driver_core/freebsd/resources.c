// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The device's windows of registers, and memory that the device accesses. */
#include "../hal/device.h"

#include <sys/errno.h>
#include <dev/pci/pcireg.h>

/* A window of memory has registers only if it is just so large, and from this offset on. */
#define MEMORY_SIZE	 0x40000
#define REGISTERS_OFFSET 0x20000

static struct resource *map(vmci_hal_device device, int type, int bar)
{
	return bus_alloc_resource_any(device->pci, type, &bar, RF_ACTIVE);
}

static void unmap(vmci_hal_device device, int type, int bar, struct resource *window)
{
	if (window)
		bus_release_resource(device->pci, type, bar, window);
}

int vmci_freebsd_map_registers(vmci_hal_device device)
{
	device->memory = map(device, SYS_RES_MEMORY, PCIR_BAR(1));
	if (device->memory && rman_get_size(device->memory) == MEMORY_SIZE) {
		device->registers = device->memory;
		device->first_register = REGISTERS_OFFSET;
		return VMCI_HAL_MEMORY;
	}
	device->ports = map(device, SYS_RES_IOPORT, PCIR_BAR(0));
	device->registers = device->ports;
	device->first_register = 0;
	if (device->ports)
		return VMCI_HAL_PORTS;
	vmci_freebsd_unmap_registers(device);
	return VMCI_ERROR_DEVICE_NOT_FOUND;
}

void vmci_freebsd_unmap_registers(vmci_hal_device device)
{
	unmap(device, SYS_RES_IOPORT, PCIR_BAR(0), device->ports);
	unmap(device, SYS_RES_MEMORY, PCIR_BAR(1), device->memory);
	device->ports = NULL;
	device->memory = NULL;
	device->registers = NULL;
}

/* Where the device finds memory: in the one segment that it was loaded as. */
static void note_address(void *address, bus_dma_segment_t *segments, int count, int error)
{
	(void)count;
	if (!error)
		*(bus_addr_t *)address = segments[0].ds_addr;
}

int vmci_freebsd_alloc(vmci_hal_device device, bus_size_t size, vmci_memory *memory)
{
	void *bytes = NULL;

	if (bus_dma_tag_create(bus_get_dma_tag(device->pci), PAGE_SIZE, 0, device->highest_address,
			       BUS_SPACE_MAXADDR, NULL, NULL, size, 1, size, 0, NULL, NULL,
			       &memory->tag))
		return VMCI_ERROR_NO_MEM;
	if (bus_dmamem_alloc(memory->tag, &bytes, BUS_DMA_WAITOK | BUS_DMA_ZERO | BUS_DMA_COHERENT,
			     &memory->map))
		goto destroy;
	if (bus_dmamap_load(memory->tag, memory->map, bytes, size, note_address, &memory->address,
			    BUS_DMA_NOWAIT))
		goto free;
	memory->bytes = bytes;
	return VMCI_SUCCESS;

free:
	bus_dmamem_free(memory->tag, bytes, memory->map);
destroy:
	bus_dma_tag_destroy(memory->tag);
	return VMCI_ERROR_NO_MEM;
}

void vmci_freebsd_free(vmci_memory memory)
{
	bus_dmamap_unload(memory.tag, memory.map);
	bus_dmamem_free(memory.tag, memory.bytes, memory.map);
	bus_dma_tag_destroy(memory.tag);
}
