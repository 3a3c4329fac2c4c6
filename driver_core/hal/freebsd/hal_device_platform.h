/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The HAL for the FreeBSD kernel: the device. The PCI driver (freebsd/pci.c) has one struct
 * vmci_freebsd_device for each device, and runs the operations of the core by vmci_freebsd_run().
 */
#ifndef VMCI_CORE_HAL_FREEBSD_DEVICE_H
#define VMCI_CORE_HAL_FREEBSD_DEVICE_H

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/bus.h>
#include <sys/lock.h>
#include <sys/malloc.h>
#include <sys/mutex.h>
#include <sys/rman.h>
#include <sys/taskqueue.h>
#include <vm/vm.h>
#include <vm/pmap.h>
#include <machine/atomic.h>
#include <machine/bus.h>
#include <machine/resource.h>

#include "../../device/registers.h"
#include "../../result.h"

struct vmci_guest;

/* As many vectors as have a handler of their own. */
#define VMCI_FREEBSD_VECTORS 2

struct vmci_freebsd_device {
	device_t pci;
	struct vmci_guest *guest;
	struct resource *ports;	    /* the windows: of I/O ports, if the registers are there, */
	struct resource *memory;    /* and of memory, which has the table of MSI-X */
	struct resource *registers; /* the one that has the registers, */
	bus_size_t first_register;  /* and where in it they begin */
	bus_addr_t highest_address; /* that the device can be given */
	struct resource *interrupts[VMCI_FREEBSD_VECTORS];
	void *handlers[VMCI_FREEBSD_VECTORS];
	int messages; /* whether interrupts are messages, and not of a line */
	struct taskqueue *queue;
	struct task deferred;
	struct mtx sleep; /* guards `wakes` */
	uint64_t wakes;	  /* how often those whose operation's step waits have been woken */
};

typedef struct vmci_freebsd_device *vmci_hal_device;

typedef struct vmci_memory {
	unsigned char *bytes;
	bus_dma_tag_t tag;
	bus_dmamap_t map;
	bus_addr_t address; /* as the device knows it */
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

MALLOC_DECLARE(M_VMCI_CORE);

/* In freebsd/resources.c. */
int vmci_freebsd_map_registers(vmci_hal_device device);
void vmci_freebsd_unmap_registers(vmci_hal_device device);
int vmci_freebsd_alloc(vmci_hal_device device, bus_size_t size, vmci_memory *memory);
void vmci_freebsd_free(vmci_memory memory);

static inline int vmci_hal_map_registers(vmci_hal_device device)
{
	return vmci_freebsd_map_registers(device);
}

static inline void vmci_hal_unmap_registers(vmci_hal_device device)
{
	vmci_freebsd_unmap_registers(device);
}

/* Memory is found when it is asked for. */
static inline int vmci_hal_set_address_bits(vmci_hal_device device, unsigned int bits)
{
	device->highest_address = bits < 8 * sizeof(bus_addr_t) ?
					  (bus_addr_t)(((bus_addr_t)1 << bits) - 1) :
					  BUS_SPACE_MAXADDR;
	return VMCI_SUCCESS;
}

static inline int vmci_hal_alloc(vmci_hal_device device, unsigned int pages, vmci_memory *memory)
{
	return vmci_freebsd_alloc(device, (bus_size_t)pages * PAGE_SIZE, memory);
}

static inline void vmci_hal_free(vmci_hal_device device, unsigned int pages, vmci_memory memory)
{
	(void)device;
	(void)pages;
	vmci_freebsd_free(memory);
}

static inline vmci_u64 vmci_hal_address(vmci_hal_device device, vmci_memory memory)
{
	(void)device;
	return memory.address;
}

static inline vmci_u64 vmci_hal_page_number(vmci_hal_device device, vmci_memory memory)
{
	(void)device;
	return memory.address >> PAGE_SHIFT;
}

static inline void vmci_hal_free_queue(vmci_hal_device device, vmci_u64 pages, vmci_queue queue)
{
	(void)device;
	while (pages-- > 0)
		free(queue.pages[pages], M_VMCI_CORE);
	free(queue.pages, M_VMCI_CORE);
}

/* Who waits for memory gets it. Of this size it is aligned as the machine's pages are. */
static inline int vmci_hal_alloc_queue(vmci_hal_device device, vmci_u64 pages, vmci_queue *queue)
{
	vmci_u64 i;

	(void)device;
	queue->pages = (unsigned char **)malloc((size_t)pages * sizeof(*queue->pages), M_VMCI_CORE,
						M_WAITOK);
	for (i = 0; i < pages; i++)
		queue->pages[i] =
			(unsigned char *)malloc(PAGE_SIZE, M_VMCI_CORE, M_WAITOK | M_ZERO);
	return VMCI_SUCCESS;
}

static inline vmci_u64 vmci_hal_queue_page_number(vmci_hal_device device, vmci_queue queue,
						  vmci_u64 page)
{
	(void)device;
	return vtophys(queue.pages[page]) >> PAGE_SHIFT;
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
	vmci_queue none;

	none.pages = NULL;
	return none;
}

static inline void *vmci_hal_alloc_message(vmci_hal_device device, vmci_u64 size)
{
	(void)device;
	return malloc((size_t)size, M_VMCI_CORE, M_WAITOK);
}

static inline void vmci_hal_free_message(vmci_hal_device device, void *message)
{
	(void)device;
	free(message, M_VMCI_CORE);
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
	return atomic_load_acq_32((volatile uint32_t *)(void *)(memory.bytes + offset));
}

/* A second. Interrupt threads must not sleep, whatever the core allows. */
#define VMCI_FREEBSD_RELAX_MAX 100000

static inline int vmci_hal_relax(vmci_hal_device device, unsigned int times, int may_sleep)
{
	(void)device;
	(void)may_sleep;
	if (times == VMCI_FREEBSD_RELAX_MAX)
		return 1;
	DELAY(10);
	return 0;
}

/* In freebsd/interrupts.c. */
int vmci_freebsd_request_interrupts(vmci_hal_device device, unsigned int wanted);
void vmci_freebsd_free_interrupts(vmci_hal_device device);

static inline int vmci_hal_request_interrupts(vmci_hal_device device, unsigned int wanted)
{
	return vmci_freebsd_request_interrupts(device, wanted);
}

static inline int vmci_hal_free_interrupts(vmci_hal_device device)
{
	vmci_freebsd_free_interrupts(device);
	return 0;
}

static inline int vmci_hal_flush_deferred(vmci_hal_device device)
{
	taskqueue_drain(device->queue, &device->deferred);
	return 0;
}

/* Of the device's registers and its memory; atomic(9) orders memory alone. */
static inline void vmci_freebsd_barrier(vmci_hal_device device)
{
	bus_barrier(device->registers, 0, (bus_size_t)rman_get_size(device->registers),
		    BUS_SPACE_BARRIER_READ | BUS_SPACE_BARRIER_WRITE);
	atomic_thread_fence_seq_cst();
}

static inline vmci_u32 vmci_hal_read_register(vmci_hal_device device, vmci_u32 offset)
{
	vmci_u32 value;

	vmci_freebsd_barrier(device);
	value = bus_read_4(device->registers, device->first_register + offset);
	vmci_freebsd_barrier(device);
	return value;
}

static inline void vmci_hal_write_register(vmci_hal_device device, vmci_u32 offset, vmci_u32 value)
{
	vmci_freebsd_barrier(device);
	bus_write_4(device->registers, device->first_register + offset, value);
	vmci_freebsd_barrier(device);
}

static inline void vmci_hal_write_data_out(vmci_hal_device device, const void *bytes,
					   vmci_u64 length)
{
	bus_write_multi_1(device->registers, VMCI_REGISTER_DATA_OUT, (const uint8_t *)bytes,
			  (bus_size_t)length);
}

static inline void vmci_hal_read_data_in(vmci_hal_device device, void *bytes, vmci_u64 length)
{
	bus_read_multi_1(device->registers, VMCI_REGISTER_DATA_IN, (uint8_t *)bytes,
			 (bus_size_t)length);
}

static inline unsigned int vmci_hal_load_byte(vmci_memory memory, vmci_u64 offset)
{
	return *(volatile unsigned char *)(memory.bytes + offset);
}

/*
 * Not every machine exchanges bytes: this exchanges the word around it, with its other bytes as the
 * device has just set them. The fences order it with all before and all that follows.
 */
static inline unsigned int vmci_hal_exchange_byte(vmci_memory memory, vmci_u64 offset,
						  unsigned int value)
{
	unsigned char *aligned = memory.bytes + (offset & ~(vmci_u64)3);
	volatile u_int *word = (volatile u_int *)(void *)aligned;
	unsigned int shift = 8 * (unsigned int)(offset & 3);
	u_int was = *word;

	atomic_thread_fence_seq_cst();
	while (!atomic_fcmpset_int(word, &was, (was & ~(0xffu << shift)) | value << shift))
		;
	atomic_thread_fence_seq_cst();
	return (was >> shift) & 0xff;
}

static inline void vmci_hal_wake(vmci_hal_device device)
{
	mtx_lock(&device->sleep);
	device->wakes++;
	wakeup(&device->wakes);
	mtx_unlock(&device->sleep);
}

static inline uint64_t vmci_freebsd_wakes(vmci_hal_device device)
{
	uint64_t wakes;

	mtx_lock(&device->sleep);
	wakes = device->wakes;
	mtx_unlock(&device->sleep);
	return wakes;
}

/* Sleeps until somebody is woken, if nobody was since vmci_freebsd_wakes() returned `wakes`. */
static inline void vmci_freebsd_sleep(vmci_hal_device device, uint64_t wakes)
{
	mtx_lock(&device->sleep);
	while (device->wakes == wakes)
		mtx_sleep(&device->wakes, &device->sleep, 0, "vmci", 0);
	mtx_unlock(&device->sleep);
}

/*
 * Makes steps of an operation until it is done. A step that waits is made once more after wake-ups
 * were counted, and the sleep is for one that was not: none is missed. No handler's step waits, for
 * interrupt threads must not sleep.
 */
#define vmci_freebsd_run(device, step_call)                                                        \
	do {                                                                                       \
		enum vmci_step vmci_made = (step_call);                                            \
												   \
		while (vmci_made == VMCI_STEP_WAIT) {                                              \
			uint64_t vmci_wakes = vmci_freebsd_wakes(device);                          \
												   \
			vmci_made = (step_call);                                                   \
			if (vmci_made == VMCI_STEP_WAIT)                                           \
				vmci_freebsd_sleep(device, vmci_wakes);                            \
		}                                                                                  \
		if (vmci_made == VMCI_STEP_DONE)                                                   \
			break;                                                                     \
	} while (1)

/* A task that is enqueued while it runs runs once more. */
static inline void vmci_hal_defer(vmci_hal_device device)
{
	taskqueue_enqueue(device->queue, &device->deferred);
}

static inline vmci_callback vmci_hal_no_callback(void)
{
	vmci_callback nobody;

	nobody.rung = NULL;
	nobody.client = NULL;
	return nobody;
}

static inline void vmci_hal_doorbell_rung(vmci_hal_device device, vmci_callback callback)
{
	(void)device;
	callback.rung(callback.client);
}

static inline void vmci_hal_datagram_arrived(vmci_hal_device device, vmci_callback callback,
					     const void *datagram, vmci_u64 size)
{
	(void)device;
	callback.arrived(callback.client, datagram, (size_t)size);
}

static inline void vmci_hal_event_happened(vmci_hal_device device, vmci_callback callback,
					   const void *payload, vmci_u64 size)
{
	(void)device;
	callback.happened(callback.client, payload, (size_t)size);
}

static inline void vmci_hal_peer_changed(vmci_hal_device device, vmci_callback callback,
					 unsigned int event)
{
	(void)device;
	callback.changed(callback.client, event);
}

/* Interrupt threads must not wait for memory. */
static inline int vmci_hal_keep(vmci_hal_device device, const void *datagram, vmci_u64 size,
				vmci_kept *kept)
{
	(void)device;
	*kept = malloc((size_t)size, M_VMCI_CORE, M_NOWAIT);
	if (!*kept)
		return 1;
	memcpy(*kept, datagram, (size_t)size);
	return 0;
}

static inline const void *vmci_hal_kept_bytes(vmci_hal_device device, vmci_kept kept)
{
	(void)device;
	return kept;
}

static inline void vmci_hal_forget(vmci_hal_device device, vmci_kept kept)
{
	(void)device;
	free(kept, M_VMCI_CORE);
}

#endif
