/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The HAL for the Linux kernel: the device. The PCI driver (linux/pci.c) has one struct
 * vmci_linux_device for each device, and runs the operations of the core by vmci_linux_run().
 */
#ifndef VMCI_CORE_HAL_LINUX_DEVICE_H
#define VMCI_CORE_HAL_LINUX_DEVICE_H

#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/pci.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "../../device/registers.h"
#include "../../result.h"

struct vmci_guest;

struct vmci_linux_device {
	struct pci_dev *pci;
	struct vmci_guest *guest;
	unsigned int vectors;
	void __iomem *registers;  /* of the window of ports or of memory: both as io{read,write}32 */
	wait_queue_head_t woken;  /* those whose operation's step waits */
	struct work_struct deferred;
};

typedef struct vmci_linux_device *vmci_hal_device;

typedef struct vmci_memory {
	unsigned char *bytes;
	dma_addr_t address; /* as the device knows it */
} vmci_memory;

/* What is called depends on what it was given to: a doorbell, an endpoint, and so on. */
typedef struct vmci_callback {
	union {
		void (*rung)(void *client);
		void (*arrived)(void *client, const void *datagram, size_t size);
		void (*happened)(void *client, const void *payload, size_t size);
		void (*changed)(void *client, unsigned int event);
	};
	void *client;
} vmci_callback;

typedef void *vmci_kept;

/* The pages of a queue, its header's first; NULL: none. */
typedef struct vmci_queue {
	unsigned char **pages;
} vmci_queue;

/* The windows; that of memory has registers only if it is just so large, and in a part of it. */
#define VMCI_LINUX_PORTS_BAR	     0
#define VMCI_LINUX_MEMORY_BAR	     1
#define VMCI_LINUX_MEMORY_SIZE	     0x40000
#define VMCI_LINUX_REGISTERS_OFFSET  0x20000
#define VMCI_LINUX_REGISTERS_SIZE    0x10000

static inline int vmci_hal_map_registers(vmci_hal_device device)
{
	if (pci_resource_len(device->pci, VMCI_LINUX_MEMORY_BAR) == VMCI_LINUX_MEMORY_SIZE) {
		device->registers = pci_iomap_range(device->pci, VMCI_LINUX_MEMORY_BAR,
						    VMCI_LINUX_REGISTERS_OFFSET,
						    VMCI_LINUX_REGISTERS_SIZE);
		if (device->registers)
			return 1; /* VMCI_HAL_MEMORY */
	}
	device->registers = pci_iomap(device->pci, VMCI_LINUX_PORTS_BAR, 0);
	return device->registers ? 0 : VMCI_ERROR_DEVICE_NOT_FOUND;
}

static inline void vmci_hal_unmap_registers(vmci_hal_device device)
{
	pci_iounmap(device->pci, device->registers);
}

static inline int vmci_hal_set_address_bits(vmci_hal_device device, unsigned int bits)
{
	return dma_set_mask_and_coherent(&device->pci->dev, DMA_BIT_MASK(bits)) ?
		       VMCI_ERROR_UNAVAILABLE :
		       VMCI_SUCCESS;
}

static inline int vmci_hal_alloc(vmci_hal_device device, unsigned int pages, vmci_memory *memory)
{
	memory->bytes = dma_alloc_coherent(&device->pci->dev, pages * PAGE_SIZE, &memory->address,
					   GFP_KERNEL);
	return memory->bytes ? VMCI_SUCCESS : VMCI_ERROR_NO_MEM;
}

static inline void vmci_hal_free(vmci_hal_device device, unsigned int pages, vmci_memory memory)
{
	dma_free_coherent(&device->pci->dev, pages * PAGE_SIZE, memory.bytes, memory.address);
}

static inline vmci_u64 vmci_hal_address(vmci_hal_device device, vmci_memory memory)
{
	return memory.address;
}

static inline vmci_u64 vmci_hal_page_number(vmci_hal_device device, vmci_memory memory)
{
	return memory.address >> PAGE_SHIFT;
}

static inline void vmci_hal_free_queue(vmci_hal_device device, vmci_u64 pages, vmci_queue queue)
{
	while (pages-- > 0)
		free_page((unsigned long)queue.pages[pages]);
	kvfree(queue.pages);
}

/*
 * The kernel's own pages, and not memory for DMA: the hypervisor knows them by their numbers, and
 * they may be freed when the device, through which such memory is given back, is no more.
 */
static inline int vmci_hal_alloc_queue(vmci_hal_device device, vmci_u64 pages, vmci_queue *queue)
{
	vmci_u64 i;

	queue->pages = kvmalloc_array((size_t)pages, sizeof(*queue->pages), GFP_KERNEL);
	if (!queue->pages)
		return VMCI_ERROR_NO_MEM;
	for (i = 0; i < pages; i++) {
		queue->pages[i] = (unsigned char *)get_zeroed_page(GFP_KERNEL);
		if (!queue->pages[i]) {
			vmci_hal_free_queue(device, i, *queue);
			return VMCI_ERROR_NO_MEM;
		}
	}
	return VMCI_SUCCESS;
}

static inline vmci_u64 vmci_hal_queue_page_number(vmci_hal_device device, vmci_queue queue,
						  vmci_u64 page)
{
	return page_to_pfn(virt_to_page(queue.pages[page]));
}

static inline void *vmci_hal_queue_header(vmci_queue queue)
{
	return queue.pages[0];
}

static inline vmci_page_list vmci_hal_queue_data(vmci_queue queue)
{
	return queue.pages + 1;
}

static inline vmci_queue vmci_hal_no_queue(void)
{
	vmci_queue none = { .pages = NULL };

	return none;
}

static inline void *vmci_hal_alloc_message(vmci_hal_device device, vmci_u64 size)
{
	return kvmalloc((size_t)size, GFP_KERNEL);
}

static inline void vmci_hal_free_message(vmci_hal_device device, void *message)
{
	kvfree(message);
}

static inline unsigned int vmci_hal_page_shift(void)
{
	return PAGE_SHIFT;
}

static inline void vmci_hal_copy_to_memory(vmci_memory memory, vmci_u64 offset, const void *bytes,
					   vmci_u64 length)
{
	memcpy(memory.bytes + offset, bytes, (size_t)length);
}

static inline void vmci_hal_copy_from_memory(vmci_memory memory, vmci_u64 offset, void *bytes,
					     vmci_u64 length)
{
	memcpy(bytes, memory.bytes + offset, (size_t)length);
}

static inline vmci_u32 vmci_hal_load_acquire_u32(vmci_memory memory, vmci_u64 offset)
{
	return virt_load_acquire((u32 *)(memory.bytes + offset));
}

/* A second, and a while longer where it may sleep. */
#define VMCI_LINUX_RELAX_MAX 100000

static inline int vmci_hal_relax(vmci_hal_device device, unsigned int times, int may_sleep)
{
	if (times == VMCI_LINUX_RELAX_MAX)
		return 1;
	if (may_sleep)
		usleep_range(10, 50);
	else
		udelay(10);
	return 0;
}

/* In linux/pci.c, where the handlers are. */
int vmci_linux_request_interrupts(vmci_hal_device device, unsigned int wanted);
void vmci_linux_free_interrupts(vmci_hal_device device);

static inline int vmci_hal_request_interrupts(vmci_hal_device device, unsigned int wanted)
{
	return vmci_linux_request_interrupts(device, wanted);
}

static inline int vmci_hal_free_interrupts(vmci_hal_device device)
{
	vmci_linux_free_interrupts(device);
	return 0;
}

static inline int vmci_hal_flush_deferred(vmci_hal_device device)
{
	flush_work(&device->deferred);
	return 0;
}

static inline vmci_u32 vmci_hal_read_register(vmci_hal_device device, vmci_u32 offset)
{
	return ioread32(device->registers + offset);
}

static inline void vmci_hal_write_register(vmci_hal_device device, vmci_u32 offset, vmci_u32 value)
{
	iowrite32(value, device->registers + offset);
}

static inline void vmci_hal_write_data_out(vmci_hal_device device, const void *bytes,
					   vmci_u64 length)
{
	iowrite8_rep(device->registers + VMCI_REGISTER_DATA_OUT, bytes, (unsigned long)length);
}

static inline void vmci_hal_read_data_in(vmci_hal_device device, void *bytes, vmci_u64 length)
{
	ioread8_rep(device->registers + VMCI_REGISTER_DATA_IN, bytes, (unsigned long)length);
}

static inline unsigned int vmci_hal_load_byte(vmci_memory memory, vmci_u64 offset)
{
	return READ_ONCE(memory.bytes[offset]);
}

/*
 * Not every machine exchanges bytes: this clears the byte in its word, fully ordered, and sets the
 * new bits. Between the two the device can set others, which stay.
 */
static inline unsigned int vmci_hal_exchange_byte(vmci_memory memory, vmci_u64 offset,
						  unsigned int value)
{
	atomic_t *word = (atomic_t *)(memory.bytes + (offset & ~3ull));
	unsigned int shift = 8 * (offset & 3);
	int was = atomic_fetch_andnot(0xff << shift, word);

	if (value)
		atomic_or((int)(value << shift), word);
	return ((unsigned int)was >> shift) & 0xff;
}

static inline void vmci_hal_wake(vmci_hal_device device)
{
	wake_up_all(&device->woken);
}

static inline void vmci_hal_defer(vmci_hal_device device)
{
	schedule_work(&device->deferred);
}

static inline vmci_callback vmci_hal_no_callback(void)
{
	vmci_callback nobody = { .client = NULL };

	return nobody;
}

static inline void vmci_hal_doorbell_rung(vmci_hal_device device, vmci_callback callback)
{
	callback.rung(callback.client);
}

static inline void vmci_hal_datagram_arrived(vmci_hal_device device, vmci_callback callback,
					     const void *datagram, vmci_u64 size)
{
	callback.arrived(callback.client, datagram, (size_t)size);
}

static inline void vmci_hal_event_happened(vmci_hal_device device, vmci_callback callback,
					   const void *payload, vmci_u64 size)
{
	callback.happened(callback.client, payload, (size_t)size);
}

static inline void vmci_hal_peer_changed(vmci_hal_device device, vmci_callback callback,
					 unsigned int event)
{
	callback.changed(callback.client, event);
}

/* Handlers are threads, where memory can be waited for. */
static inline int vmci_hal_keep(vmci_hal_device device, const void *datagram, vmci_u64 size,
				vmci_kept *kept)
{
	*kept = kmemdup(datagram, (size_t)size, GFP_KERNEL);
	return *kept == NULL;
}

static inline const void *vmci_hal_kept_bytes(vmci_hal_device device, vmci_kept kept)
{
	return kept;
}

static inline void vmci_hal_forget(vmci_hal_device device, vmci_kept kept)
{
	kfree(kept);
}

/*
 * Makes steps of an operation until it is done. A step that waits is tried again whenever somebody
 * is woken: wait_event() looks again behind its place in the queue, so that no wake-up is missed.
 */
#define vmci_linux_run(device, step_call)                                                          \
	do {                                                                                       \
		enum vmci_step vmci_made = (step_call);                                            \
												   \
		if (vmci_made == VMCI_STEP_WAIT)                                                   \
			wait_event((device)->woken,                                                \
				   (vmci_made = (step_call)) != VMCI_STEP_WAIT);                   \
		if (vmci_made == VMCI_STEP_DONE)                                                   \
			break;                                                                     \
	} while (1)

#endif
